import { FRONTEND, places, PORTAL, send, virtualService } from './shop';

const HOST = 'cart.shop.svc.cluster.local';
/** A DestinationRule that one tells from others by its limit. */
function rule(name: string, limit: number | null, { namespace = 'shop', host = HOST, created = '', more = '' } = {}): string {
  return `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ${name}, namespace: ${namespace}${created === '' ? '' : `, creationTimestamp: "${created}"`} }
spec: { host: "${host}"${limit === null ? '' : `, trafficPolicy: { connectionPool: { tcp: { maxConnections: ${limit} } } }`}${more} }
`;
}
const limit = (documents: readonly string[], from = FRONTEND, to = 'http://cart.shop:7070/'): unknown =>
  (send(documents, { from, to }).limits as { connectionPool?: { tcp?: { maxConnections?: number } } } | null)?.connectionPool?.tcp?.maxConnections ?? null;

describe('which DestinationRule holds', () => {
  const client = rule('client', 1, { namespace: 'web' });
  const service = rule('service', 2);
  const root = rule('root', 3, { namespace: 'istio-system', host: '*.local' });
  const lost = rule('lost', 4, { namespace: 'legacy' });

  test.each<[string, readonly string[], typeof PORTAL, number | null]>([
    ['the client namespace’s first', [root, service, client, lost], PORTAL, 1],
    ['else the Service namespace’s', [root, service, lost], PORTAL, 2],
    ['else the root namespace’s', [root, lost], PORTAL, 3],
    ['one of any fourth namespace never', [lost], PORTAL, null],
    ['the client namespace’s is for its own clients', [service, client], FRONTEND, 2],
    ['the first namespace wins entirely, even by a wildcard', [service, rule('client', 1, { namespace: 'web', host: '*' })], PORTAL, 1],
    ['the first namespace wins entirely, even without a policy', [service, rule('client', null, { namespace: 'web' })], PORTAL, null],
    ['an exact host before a wildcard', [rule('wide', 5, { host: '*.shop.svc.cluster.local' }), service], PORTAL, 2],
    ['the longest wildcard', [rule('all', 5, { host: '*' }), rule('wide', 6, { host: '*.svc.cluster.local' }), rule('wider', 7, { host: '*.local' })], PORTAL, 6],
    ['a short host is one of the rule’s namespace', [rule('short', 8, { host: 'cart' })], PORTAL, 8],
    ['a short host elsewhere is another host', [rule('short', 8, { host: 'cart', namespace: 'web' })], PORTAL, null],
    ['a host with a dot is taken as it stands', [rule('half', 8, { host: 'cart.shop' })], PORTAL, null],
    ['hosts do not differ by case', [rule('loud', 8, { host: 'CART.shop.svc.cluster.local' })], PORTAL, 8],
    ['exportTo "." keeps it in', [rule('own', 8, { more: ', exportTo: ["."]' })], PORTAL, null],
    ['exportTo "." is for its own namespace', [rule('own', 8, { more: ', exportTo: ["."]' })], FRONTEND, 8],
    ['exportTo a namespace', [rule('web', 8, { more: ', exportTo: [web]' })], PORTAL, 8],
    ['exportTo of the root namespace’s', [rule('root', 8, { namespace: 'istio-system', more: ', exportTo: ["."]' })], PORTAL, null],
    ['a workloadSelector keeps it to pods that it selects', [rule('some', 8, { more: ', workloadSelector: { matchLabels: { app: frontend } }' }), service], FRONTEND, 8],
    ['a workloadSelector for other pods', [rule('some', 8, { more: ', workloadSelector: { matchLabels: { app: x } }' }), service], FRONTEND, 2],
    ['a workloadSelector keeps it in its namespace', [rule('some', 8, { more: ', workloadSelector: { matchLabels: { app: portal } }' })], PORTAL, null],
  ])('%s', (_rule, documents, from, expected) => {
    expect(limit(documents, from)).toBe(expected);
  });
});

describe('several of one host and namespace', () => {
  const subset = (name: string, version: string) => `{ name: ${name}, labels: { version: ${version} } }`;
  const early = { created: '2026-01-01T00:00:00Z' };
  const late = { created: '2026-01-02T00:00:00Z' };
  test.each<[string, readonly string[], number | null]>([
    ['the policy of the oldest, as a whole', [rule('a', 1, late), rule('b', 2, early)], 2],
    ['that of the younger, if the oldest has none', [rule('a', 1, late), rule('b', null, early)], 1],
    ['other blocks of the younger are not taken over', [rule('b', null, { ...early, more: ', trafficPolicy: { outlierDetection: { consecutive5xxErrors: 3 } }' }), rule('a', 1, late)], null],
    ['exported differently they are not joined: the youngest counts', [rule('a', 1, { ...early, more: ', exportTo: ["*"]' }), rule('b', 2, late)], 2],
    ['exported to more than the older they are joined', [rule('a', 1, { ...early, more: ', exportTo: [shop]' }), rule('b', 2, { ...late, more: ', exportTo: [shop, web]' })], 1],
  ])('%s', (_rule, documents, expected) => {
    expect(limit(documents)).toBe(expected);
  });

  test('subsets are joined, and of one name the first is kept', () => {
    const both = [rule('a', null, { ...early, more: `, subsets: [${subset('x', 'v1')}]` }), rule('b', null, { ...late, more: `, subsets: [${subset('x', 'v2')}, ${subset('y', 'v2')}]` })];
    const reached = (name: string) => send([...both, virtualService(`- route: [{ destination: { host: cart, subset: ${name}, port: { number: 7070 } } }]`)], {});
    expect(reached('x')).toMatchObject({ verdict: 'allowed', destinations: [{ version: 'x' }] });
    expect(reached('y')).toMatchObject({ verdict: 'allowed', destinations: [{ version: 'y' }] });
  });
});

describe('which of its settings hold', () => {
  const LIMIT = (n: number) => `connectionPool: { tcp: { maxConnections: ${n} } }`;
  const OUTLIER = 'outlierDetection: { consecutive5xxErrors: 3 }';
  const limits = (policy: string, subset = '', to = 'http://cart.shop:7070/') =>
    send([rule('r', null, { more: `, trafficPolicy: { ${policy} }, subsets: [{ name: s, labels: { version: v2 }${subset === '' ? '' : `, trafficPolicy: { ${subset} }`} }]` }),
      ...(subset === '-' ? [] : [virtualService('- route: [{ destination: { host: cart, subset: s } }]')])], { to }).limits;

  test.each<[string, string, string, unknown]>([
    ['a subset without settings has the rule’s', `${LIMIT(1)}, ${OUTLIER}`, '', { connectionPool: { tcp: { maxConnections: 1 } }, outlierDetection: { consecutive5xxErrors: 3 } }],
    ['a subset overrides block by block', `${LIMIT(1)}, ${OUTLIER}`, LIMIT(2), { connectionPool: { tcp: { maxConnections: 2 } }, outlierDetection: { consecutive5xxErrors: 3 } }],
    ['a block is replaced whole', `connectionPool: { tcp: { maxConnections: 1 }, http: { maxRetries: 2 } }`, LIMIT(2), { connectionPool: { tcp: { maxConnections: 2 } } }],
    ['settings of the port inside the subset replace all blocks', `${LIMIT(1)}, ${OUTLIER}`, `${LIMIT(2)}, portLevelSettings: [{ port: { number: 7070 }, ${LIMIT(3)} }]`, { connectionPool: { tcp: { maxConnections: 3 } } }],
    ['those of another port do not', `${LIMIT(1)}, ${OUTLIER}`, `portLevelSettings: [{ port: { number: 9000 }, ${LIMIT(3)} }]`, { connectionPool: { tcp: { maxConnections: 1 } }, outlierDetection: { consecutive5xxErrors: 3 } }],
    ['settings of the port inherit nothing from the rule', `${LIMIT(1)}, ${OUTLIER}, portLevelSettings: [{ port: { number: 7070 }, ${LIMIT(4)} }]`, '', { connectionPool: { tcp: { maxConnections: 4 } } }],
    ['a subset overrides settings of the port', `portLevelSettings: [{ port: { number: 7070 }, ${LIMIT(4)} }]`, LIMIT(5), { connectionPool: { tcp: { maxConnections: 5 } } }],
  ])('%s', (_rule, policy, subset, expected) => {
    expect(limits(policy, subset)).toEqual(expected);
  });

  test('ports without settings of their own have the rule’s', () => {
    const policy = `${LIMIT(1)}, portLevelSettings: [{ port: { number: 7070 }, ${LIMIT(4)} }]`;
    expect(send([rule('r', null, { more: `, trafficPolicy: { ${policy} }` })], { to: 'tcp://cart.shop:9000' }).limits).toEqual({ connectionPool: { tcp: { maxConnections: 1 } } });
  });

  test('what no route sends to a subset has none of its settings', () => {
    const own = rule('r', 1, { more: `, subsets: [{ name: s, labels: { version: v2 }, trafficPolicy: { ${LIMIT(2)} } }]` });
    expect(limit([own])).toBe(1);
    expect(places(send([own], {}))).toEqual(['cart.shop:7070 100']);
  });

  test('T7: split traffic has those of the Services that it goes to, not of the one that was called', () => {
    const split = virtualService('- route: [{ destination: { host: cart-v1, port: { number: 7070 } } }]');
    expect(limit([rule('apex', 1), split])).toBeNull();
    expect(limit([rule('apex', 1), rule('version', 2, { host: 'cart-v1' }), split])).toBe(2);
  });
});

test('a subset without labels is all pods, one whose labels no pods have is empty: 503', () => {
  const subsets = rule('r', null, { more: ', subsets: [{ name: all }, { name: none, labels: { version: v9 } }]' });
  const reached = (name: string) => send([subsets, virtualService(`- route: [{ destination: { host: cart, subset: ${name}, port: { number: 7070 } } }]`)], {});
  expect(reached('all')).toMatchObject({ verdict: 'allowed', status: 200 });
  expect(reached('none')).toMatchObject({ verdict: 'unroutable', status: 503 });
});
