import { FRONTEND, places, PORTAL, send } from './shop';

const PORT = '{ number: 80, name: http, protocol: HTTP }';
function entry(name: string, spec: string, { namespace = 'shop', created = '' } = {}): string {
  return `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ${name}, namespace: ${namespace}${created === '' ? '' : `, creationTimestamp: "${created}"`} }
spec: { ${spec} }
`;
}
const PODS = (labels: string) => `location: MESH_INTERNAL, resolution: STATIC, workloadSelector: { labels: { ${labels} } }`;
const INSIDE = { to: 'http://pods.internal/' };

describe('location', () => {
  test.each<[string, string, string]>([
    ['MESH_EXTERNAL by default: no mutual TLS, even to pods of the mesh', `hosts: [pods.internal], ports: [{ number: 80, name: http, protocol: HTTP, targetPort: 8080 }], ${PODS('app: search').replace('location: MESH_INTERNAL, ', '')}`, 'plaintext'],
    ['MESH_EXTERNAL', `hosts: [pods.internal], ports: [{ number: 80, name: http, protocol: HTTP, targetPort: 8080 }], ${PODS('app: search').replace('INTERNAL', 'EXTERNAL')}`, 'plaintext'],
    ['MESH_INTERNAL: mutual TLS to pods of the mesh', `hosts: [pods.internal], ports: [{ number: 80, name: http, protocol: HTTP, targetPort: 8080 }], ${PODS('app: search')}`, 'mtls'],
  ])('%s', (_rule, spec, transport) => {
    expect(send([entry('e', spec)], INSIDE).transport).toBe(transport);
  });
});

describe('workloadSelector', () => {
  const selecting = (labels: string, namespace = 'shop') => entry('e', `hosts: [pods.internal], ports: [${PORT.replace(' }', ', targetPort: 8080 }')}], ${PODS(labels)}`, { namespace });
  test.each<[string, string, 'allowed' | 'unroutable']>([
    ['pods of its namespace', selecting('app: search'), 'allowed'],
    ['pods of another namespace are not selected: 503', selecting('app: job'), 'unroutable'],
    ['pods that there are not: 503', selecting('app: nobody'), 'unroutable'],
  ])('%s', (_rule, document, verdict) => {
    expect(send([document], INSIDE)).toMatchObject({ verdict, status: verdict === 'allowed' ? 200 : 503, destinations: [{ service: 'pods.internal' }] });
  });
});

describe('pods of a ServiceEntry that there are not', () => {
  const rest = `hosts: [pods.internal], ports: [{ number: 80, name: http, protocol: HTTP, targetPort: 8080 }, { number: 90, name: tcp, protocol: TCP }]`;
  test.each<[string, string, string, Record<string, unknown>]>([
    ['HTTP', `${rest}, ${PODS('app: nobody')}`, INSIDE.to, { verdict: 'unroutable', status: 503, reason: 'No pods of the manifests stand behind pods.internal' }],
    ['TCP', `${rest}, ${PODS('app: nobody')}`, 'tcp://pods.internal:90', { verdict: 'unroutable', status: null }],
    ['with NONE a call goes to the address that it was for', `${rest}, ${PODS('app: nobody').replace('STATIC', 'NONE')}`, INSIDE.to, { verdict: 'allowed' }],
    ['addresses of its own are outside', `${rest}, location: MESH_INTERNAL, resolution: STATIC, endpoints: [{ address: 10.0.0.1 }]`, INSIDE.to, { verdict: 'allowed' }],
  ])('%s', (_rule, spec, to, expected) => {
    expect(send([entry('e', spec)], { to })).toMatchObject(expected);
  });

  test('a WorkloadEntry that is selected is no pod, and is there', () => {
    const vm = 'apiVersion: networking.istio.io/v1\nkind: WorkloadEntry\nmetadata: { name: vm, namespace: shop }\nspec: { address: 10.0.0.2, labels: { app: vm } }';
    expect(send([entry('e', `${rest}, ${PODS('app: vm')}`), vm], INSIDE)).toMatchObject({ verdict: 'allowed', destinations: [{ service: 'pods.internal' }] });
  });
});

describe('exportTo', () => {
  test.each<[string, string, typeof FRONTEND, boolean]>([
    ['nothing said: to all', '', PORTAL, true],
    ['"*": to all', ', exportTo: ["*"]', PORTAL, true],
    ['".": to its own namespace', ', exportTo: ["."]', FRONTEND, true],
    ['".": to no other', ', exportTo: ["."]', PORTAL, false],
    ['a namespace', ', exportTo: [web]', PORTAL, true],
    ['a namespace that is not its own', ', exportTo: [web]', FRONTEND, false],
    ['"~": to nobody', ', exportTo: ["~"]', FRONTEND, false],
  ])('%s', (_rule, more, from, known) => {
    const result = send([entry('e', `hosts: [api.example.com], resolution: DNS, ports: [${PORT}]${more}`)], { from, to: 'http://api.example.com/' });
    expect(places(result)).toEqual([known ? 'api.example.com:80 100' : 'passthrough:80 100']);
  });
});

describe('hosts', () => {
  test.each<[string, string, string, string]>([
    ['one of several', 'hosts: [a.example.com, b.example.com]', 'http://b.example.com/', 'b.example.com:80 100'],
    ['a host with capitals: the route is found, and asks for a cluster without them', 'hosts: [API.example.com]', 'http://api.example.com/', 'api.example.com:80 100 unroutable'],
    ['a wildcard takes names under it', 'hosts: ["*.example.com"], resolution: NONE', 'http://x.y.example.com/', '*.example.com:80 100'],
    ['a wildcard does not take the name itself', 'hosts: ["*.example.com"], resolution: NONE', 'http://example.com/', 'passthrough:80 100'],
    ['a port that it does not have', 'hosts: [a.example.com]', 'http://a.example.com:81/', 'passthrough:81 100'],
  ])('%s', (_rule, spec, to, place) => {
    const resolution = spec.includes('resolution') ? '' : ', resolution: DNS';
    expect(places(send([entry('e', `${spec}${resolution}, ports: [${PORT}]`)], { to }))).toEqual([place]);
  });
});

describe('2.3: what acts on hosts outside', () => {
  const api = entry('e', `hosts: [api.example.com], resolution: DNS, ports: [${PORT}, { number: 443, name: tls, protocol: TLS }]`);
  const route = 'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: api, namespace: shop }\nspec: { hosts: [api.example.com], http: [{ timeout: 2s, retries: { attempts: 1 }, route: [{ destination: { host: api.example.com } }] }] }';
  const rule = 'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: api, namespace: shop }\nspec: { host: api.example.com, trafficPolicy: { connectionPool: { tcp: { maxConnections: 3 } } } }';

  test('VirtualServices and DestinationRules', () => {
    expect(send([api, route, rule], { to: 'http://api.example.com/' })).toMatchObject({ timeout: '2s', retries: { additional: 1, from: 'route' }, limits: { connectionPool: { tcp: { maxConnections: 3 } } }, transport: 'plaintext' });
  });

  test('HTTP rules do not act inside of TLS', () => {
    expect(send([api, route], { to: 'https://api.example.com/' })).toMatchObject({ timeout: null, retries: null, route: null, destinations: [{ service: 'api.example.com', port: 443 }] });
  });

  test('REGISTRY_ONLY lets through what an entry names, and nothing else', () => {
    const strict = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: istio, namespace: istio-system }\ndata: { mesh: "outboundTrafficPolicy: { mode: REGISTRY_ONLY }" }';
    expect(send([strict, api], { to: 'http://api.example.com/' }).verdict).toBe('allowed');
    expect(send([strict, api], { to: 'https://api.example.com/' }).verdict).toBe('allowed');
    expect(send([strict, api], { to: 'http://other.example.com/' })).toMatchObject({ verdict: 'unroutable', status: 502 });
    expect(send([strict, api], { to: 'https://other.example.com/' })).toMatchObject({ verdict: 'unroutable', status: null });
  });
});
