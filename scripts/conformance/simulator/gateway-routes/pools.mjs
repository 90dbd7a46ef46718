// What random meshes of gateways are made of.

/** Headers that rules speak of. */
export const HEADERS = ['x-a', 'x-b', 'x-tier'];
export const HOSTS = ['shop.example.com', 'shop.example.com', 'api.shop.example.com', 'pay.example.com', 'example.org', '*.example.com', '*.example.com', '*.shop.example.com', '*', '*'];
export const PATHS = ['/', '/a', '/a/', '/ab', '/a/b', '/a/b/c', '/a/b?v=1', '/a?v=2&w=1', '/A/b', '/x', '/x/', '/x/y?v=', '/grpc.Shop/Get', '/grpc.Shop/Put'];
export const SERVICES = [['shop', 'cart'], ['shop', 'cart-v1'], ['shop', 'cart-v2'], ['pay', 'api'], ['pay', 'db']];
const AGES = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', '2026-01-03T00:00:00Z'];

export function namespace(name, labels = {}) {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'kubernetes.io/metadata.name': name, ...labels } } };
}

/** The namespaces, Services and workloads that all these meshes have. */
export function backends() {
  return [
    namespace('edge', { team: 'edge' }), namespace('shop', { team: 'shop', 'istio-injection': 'enabled' }), namespace('pay', { team: 'pay', 'istio-injection': 'enabled' }),
    ...SERVICES.flatMap(([home, name], index) => [
      service(home, name, `10.1.0.${index + 1}`, name === 'db' ? [port('tcp', 5432)] : name === 'api' ? [port('http', 8080), port('grpc', 9090)] : [port('http', 8080)]),
      deployment(home, name, { app: name, version: name.endsWith('v2') ? 'v2' : 'v1' }),
    ]),
    {
      apiVersion: 'networking.istio.io/v1', kind: 'ServiceEntry', metadata: { namespace: 'shop', name: 'far' },
      spec: { hosts: ['far.example.net'], ports: [{ number: 80, name: 'http', protocol: 'HTTP' }, { number: 443, name: 'tls', protocol: 'TLS' }], resolution: 'DNS', location: 'MESH_EXTERNAL' },
    },
  ];
}

export function port(name, number, target = number) {
  return { name, port: number, targetPort: target, protocol: 'TCP' };
}

export function service(home, name, clusterIP, ports, selector = { app: name }) {
  return { apiVersion: 'v1', kind: 'Service', metadata: { namespace: home, name }, spec: { clusterIP, selector, ports } };
}

export function deployment(home, name, labels) {
  return {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace: home, name },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name, image: name }] } } },
  };
}

/** Ways to choose, on a die. Either all objects say when they were made, or none does. */
export function chance(roll) {
  const pick = (list) => list[roll(list.length)];
  const dated = roll(3) > 0;
  return {
    roll, pick,
    maybe: (one, of, field) => (roll(of) < one ? field() : {}),
    some: (list, most) => [...new Set(Array.from({ length: 1 + roll(most) }, () => pick(list)))],
    times: (most, make) => Array.from({ length: 1 + roll(most) }, (_none, index) => make(index)),
    age: () => (dated ? { creationTimestamp: pick(AGES) } : {}),
  };
}

/** Without what is undefined, at any depth. */
export function tidy(value) {
  return JSON.parse(JSON.stringify(value));
}
