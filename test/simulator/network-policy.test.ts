import type { RequestCaller } from '../../src/simulator/request';
import { simulate } from './support';

const pods = (name: string, namespace = 'shop', more = '') => `
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec: { template: { metadata: { labels: { app: ${name} } }, spec: { serviceAccountName: ${name},${more} containers: [{ name: main, ports: [{ name: web, containerPort: 8080 }, { name: admin, containerPort: 9090 }] }] } } }`;
const namespace = (name: string, more = '') => `
---
apiVersion: v1
kind: Namespace
metadata: { name: ${name}${more} }`;
const policy = (spec: string, name = 'net', home = 'shop') => `
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: ${home} }
spec: ${spec}`;
const service = (name: string, home = 'shop') => `
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${home} }
spec: { clusterIP: 10.0.0.1, selector: { app: ${name} }, ports: [{ name: web, port: 80, targetPort: web }, { name: admin, port: 90, targetPort: 9090 }] }`;

const objects = (shop = '', other = '') => `${namespace('shop', shop)}${namespace('other', `, labels: { team: green }${other}`)}${pods('cart')}${pods('web')}${pods('caller', 'other')}${service('cart')}${service('caller', 'other')}`;
const WEB = { namespace: 'shop', labels: { app: 'web' } };
const CALLER = { namespace: 'other', labels: { app: 'caller' } };
const ask = (more: string, from: RequestCaller = WEB, to = 'http://cart.shop/', request: object = {}) => simulate(objects() + more, { from, to, ...request });
const verdicts = (more: string) => [WEB, CALLER].map(from => ask(more, from).verdict);
const ingress = (rules: string, pod = '{ app: cart }') => policy(`{ podSelector: { matchLabels: ${pod} }, ingress: ${rules} }`);

test('traces and reasons say whose policy it is, and what is asked of an address', () => {
  const both = ask(policy('{ podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{}], egress: [{}] }'));
  expect(both.trace.filter(({ at }) => at === 'network').map(({ says }) => says)).toEqual([
    'isolates egress: that the name is found at all is not looked at, and needs a rule that admits DNS on port 53 too',
    'egress rule 0 of shop/Deployment/web admits port 8080', 'ingress rule 0 of shop/Deployment/cart admits port 8080',
  ]);
  expect(ask(ingress('[]')).trace.map(({ says }) => says)).toContain('has no ingress rule of shop/Deployment/cart that admits this on port 8080');
  const unsure = ask(ingress('[{ from: [{ ipBlock: { cidr: 10.0.0.0/8, except: [10.9.0.0/16] } }] }]'));
  expect(unsure.trace.map(({ says }) => says)).toContain('admits this ingress of shop/Deployment/cart only if the caller\'s address is known to be in 10.0.0.0/8 and not in 10.9.0.0/16');
  expect(unsure.reason).toContain('only if the caller\'s address is known to be in 10.0.0.0/8 and not in 10.9.0.0/16');
  expect(ask(policy('{ podSelector: {}, policyTypes: [Egress] }'), WEB, 'http://api.example.com/').reason).toContain('admits this egress to api.example.com port 80');
});

test('pods that no policy selects take everything', () => {
  expect(verdicts('')).toEqual(['allowed', 'allowed']);
  expect(verdicts(ingress('[]', '{ app: else }'))).toEqual(['allowed', 'allowed']);
});

test.each<[string, string, string, string]>([
  ['no rule admits nobody', '[]', 'denied', 'denied'],
  ['an empty rule admits everybody', '[{}]', 'allowed', 'allowed'],
  ['pods of the policy\'s own namespace', '[{ from: [{ podSelector: { matchLabels: { app: web } } }] }]', 'allowed', 'denied'],
  ['every pod of its own namespace', '[{ from: [{ podSelector: {} }] }]', 'allowed', 'denied'],
  ['namespaces by label', '[{ from: [{ namespaceSelector: { matchLabels: { team: green } } }] }]', 'denied', 'allowed'],
  ['namespaces by name', '[{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: other } } }] }]', 'denied', 'allowed'],
  ['every namespace', '[{ from: [{ namespaceSelector: {} }] }]', 'allowed', 'allowed'],
  ['both selectors are ANDed', '[{ from: [{ namespaceSelector: { matchLabels: { team: green } }, podSelector: { matchLabels: { app: web } } }] }]', 'denied', 'denied'],
  ['peers are ORed', '[{ from: [{ podSelector: { matchLabels: { app: web } } }, { namespaceSelector: { matchLabels: { team: green } } }] }]', 'allowed', 'allowed'],
  ['labels by expression', '[{ from: [{ podSelector: { matchExpressions: [{ key: app, operator: NotIn, values: [web] }] } }] }]', 'denied', 'denied'],
  ['a peer without anything is nobody', '[{ from: [{}] }]', 'denied', 'denied'],
])('%s', (_, rules, web, caller) => {
  expect(verdicts(ingress(rules))).toEqual([web, caller]);
});

test('rules of several policies are ORed', () => {
  expect(verdicts(ingress('[]') + policy('{ podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }', 'second'))).toEqual(['allowed', 'denied']);
});

test('a refusal names the policies, and no proxy answers', () => {
  expect(ask(ingress('[]'))).toMatchObject({
    verdict: 'denied', status: null, dataPlane: 'none', reason: expect.stringContaining('NetworkPolicy shop/net'), decidedBy: [{ kind: 'NetworkPolicy', namespace: 'shop', name: 'net', rule: null }],
  });
});

test.each<[string, string, string, string]>([
  ['by number', '[{ port: 8080 }]', 'allowed', 'denied'], ['by name', '[{ port: web }]', 'allowed', 'denied'], ['of the Service', '[{ port: 80 }]', 'denied', 'denied'],
  ['a range', '[{ port: 8000, endPort: 8100 }]', 'allowed', 'denied'], ['of another protocol', '[{ port: 8080, protocol: UDP }]', 'denied', 'denied'], ['every port of TCP', '[{ protocol: TCP }]', 'allowed', 'allowed'],
])('ports: %s', (_, ports, web, admin) => {
  const more = ingress(`[{ ports: ${ports} }]`);
  expect([ask(more).verdict, ask(more, WEB, 'http://cart:90/').verdict]).toEqual([web, admin]);
});

test.each<[string, string | undefined, string]>([
  ['in it', '203.0.113.7', 'allowed'], ['in an exception', '203.0.113.200', 'denied'], ['outside', '198.51.100.1', 'denied'], ['of the other family', '2001:db8::1', 'denied'], ['not known', undefined, 'indeterminate'],
])('an address block: an address %s', (_, ip, expected) => {
  const more = ingress('[{ from: [{ ipBlock: { cidr: 203.0.113.0/24, except: [203.0.113.128/25] } }] }]');
  expect(ask(more, ip === undefined ? WEB : { ip }, 'http://cart.shop/').verdict).toBe(expected);
});

test('an address that is not known does not matter where another rule admits, or the block holds all', () => {
  expect(ask(ingress('[{ from: [{ ipBlock: { cidr: 203.0.113.0/24 } }, { podSelector: {} }] }]')).verdict).toBe('allowed');
  expect(ask(ingress('[{ from: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }]')).verdict).toBe('allowed');
});

test('labels of a namespace that no manifest declares are not known', () => {
  const from = { namespace: 'beyond', serviceAccount: 'x', enrolled: false };
  expect(ask(ingress('[{ from: [{ namespaceSelector: { matchLabels: { team: red } } }] }]'), from)).toMatchObject({ verdict: 'indeterminate', reason: expect.stringContaining('beyond') });
  expect(ask(ingress('[{ from: [{ namespaceSelector: { matchLabels: { team: red, kubernetes.io/metadata.name: else } } }] }]'), from).verdict).toBe('denied');
});

test('the kubelet is always let in', () => {
  expect(ask(ingress('[]'), { kubelet: true }, 'http://cart.shop:8080/', { directTo: { app: 'cart' } }).verdict).toBe('allowed');
});

test('pods in the node\'s network are behind no policy', () => {
  expect(ask(`${pods('node', 'shop', ' hostNetwork: true,')}${service('node')}${policy('{ podSelector: {}, ingress: [] }')}`, WEB, 'http://node/').verdict).toBe('allowed');
});

describe('egress of the callers', () => {
  const egress = (rules: string, types = '') => policy(`{ podSelector: { matchLabels: { app: web } }${types}, egress: ${rules} }`);
  test.each<[string, string, string, string]>([
    ['no rule', policy('{ podSelector: { matchLabels: { app: web } }, policyTypes: [Egress] }'), 'denied', 'denied'],
    ['to pods', egress('[{ to: [{ podSelector: { matchLabels: { app: cart } } }] }]'), 'allowed', 'denied'],
    ['to a namespace', egress('[{ to: [{ namespaceSelector: { matchLabels: { team: green } } }] }]'), 'denied', 'allowed'],
    ['to a port of the pods', egress('[{ ports: [{ port: 8080 }] }]'), 'allowed', 'allowed'],
    ['to a port of the Service', egress('[{ ports: [{ port: 80 }] }]'), 'denied', 'denied'],
    ['policyTypes without Egress', egress('[]', ', policyTypes: [Ingress]'), 'allowed', 'allowed'],
  ])('%s', (_, more, cart, caller) => {
    expect([ask(more).verdict, ask(more, WEB, 'http://caller.other/').verdict]).toEqual([cart, caller]);
  });

  test('a policy for egress alone leaves ingress open, and the other way round', () => {
    expect(ask(policy('{ podSelector: {}, policyTypes: [Egress] }', 'net', 'shop'), CALLER).verdict).toBe('allowed');
    expect(ask(ingress('[]', '{ app: web }')).verdict).toBe('allowed');
  });

  test('places outside the cluster, by address', () => {
    const more = egress('[{ to: [{ ipBlock: { cidr: 203.0.113.0/24 } }], ports: [{ port: 443 }] }]');
    const out = (to: string, address?: string) => ask(more, WEB, to, address === undefined ? {} : { address }).verdict;
    expect(out('https://api.example.com/', '203.0.113.1')).toBe('allowed');
    expect(out('https://api.example.com/', '198.51.100.1')).toBe('denied');
    expect(out('https://api.example.com/')).toBe('indeterminate');
    expect(out('https://api.example.com:8443/', '203.0.113.1')).toBe('denied');
    expect(ask('', WEB, 'https://api.example.com/').verdict).toBe('allowed');
  });
});

describe('ports of meshes', () => {
  const only = (port: number) => ingress(`[{ ports: [{ port: ${port} }] }]`);
  const linkerd = (more: string, settings: object = {}) => simulate(objects(', annotations: { linkerd.io/inject: enabled }') + more, { from: WEB, to: 'http://cart.shop/' }, settings);
  test('Linkerd\'s proxies send everything to 4143 since 2.18, before only what is opaque', () => {
    expect([linkerd(only(4143)).verdict, linkerd(only(8080)).verdict]).toEqual(['allowed', 'denied']);
    expect([linkerd(only(4143), { linkerdVersion: '2.17' }).verdict, linkerd(only(8080), { linkerdVersion: '2.17' }).verdict]).toEqual(['denied', 'allowed']);
    expect(linkerd(only(8080))).toMatchObject({ verdict: 'denied', status: 504 });
  });

  test('who has no proxy sends to the port itself', () => {
    const plain = (more: string) => simulate(objects(', annotations: { linkerd.io/inject: enabled }') + more, { from: CALLER, to: 'http://cart.shop/' }).verdict;
    expect([plain(only(4143)), plain(only(8080))]).toEqual(['denied', 'allowed']);
  });
});

describe('tunnels and waypoints of Istio', () => {
  const AMBIENT = ', labels: { istio.io/dataplane-mode: ambient }';
  const WAYPOINT = `
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: way, namespace: shop }
spec: { gatewayClassName: istio-waypoint, listeners: [{ name: mesh, port: 15008, protocol: HBONE }] }`;
  const ambient = (more: string, from: RequestCaller = WEB) => simulate(objects(AMBIENT) + more, { from, to: 'http://cart.shop/' });
  const behind = (more: string) => simulate(objects(AMBIENT.replace(' }', ', istio.io/use-waypoint: way }')) + WAYPOINT + more, { from: WEB, to: 'http://cart.shop/' });

  test.each<[string, number, string, RequestCaller]>([
    ['of ambient', 15008, 'allowed', WEB], ['of ambient', 8080, 'denied', WEB], ['outside', 8080, 'allowed', CALLER], ['outside', 15008, 'denied', CALLER],
  ])('what pods %s send to pods of ambient where port %s is open is %s', (_, port, expected, from) => {
    expect(ambient(ingress(`[{ ports: [{ port: ${port} }] }]`), from).verdict).toBe(expected);
  });

  test('behind a waypoint it is the waypoint that calls', () => {
    const from = (label: string) => ingress(`[{ from: [{ podSelector: { matchLabels: { ${label} } } }] }]`);
    expect(behind(from('gateway.networking.k8s.io/gateway-name: way')).verdict).toBe('allowed');
    expect(behind(from('app: web')).verdict).toBe('denied');
  });

  test('the way to the waypoint has to be open too', () => {
    const egress = (label: string) => policy(`{ podSelector: { matchLabels: { app: web } }, egress: [{ to: [{ podSelector: { matchLabels: { ${label} } } }] }] }`);
    expect(behind(egress('gateway.networking.k8s.io/gateway-name: way')).verdict).toBe('allowed');
    expect(behind(egress('app: cart')).verdict).toBe('denied');
    expect(behind(ingress('[{ ports: [{ port: 15021 }] }]', '{ gateway.networking.k8s.io/gateway-name: way }')).verdict).toBe('denied');
  });
});
