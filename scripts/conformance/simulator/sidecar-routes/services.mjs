// Services, ServiceEntries and namespaces of random meshes of sidecars: ports of every protocol, names that share numbers, addresses of every kind.
import { deployment, namespace, port, service } from '../gateway-routes/pools.mjs';

/** Name, namespace, and ports as [name, number, target]. */
export const SERVICES = [
  ['shop', 'cart', [['http', 8080]]], ['shop', 'cart-v1', [['http', 8080]]], ['shop', 'cart-v2', [['http', 8080], ['http2-b', 80, 8080]]],
  ['pay', 'api', [['http', 8080], ['grpc', 9090], ['any', 7000]]], ['pay', 'db', [['tcp', 5432], ['any', 8080]]], ['shop', 'queue', [['tcp-queue', 8080], ['tls', 8443]]],
  ['pay', 'vault', [['https', 8443], ['http', 80, 8080]]], ['shop', 'set', [['http', 8080], ['tcp', 5432], ['any', 7000]], 'None'],
];

/** What Istio's rules send to by their names in full. */
export const HOSTS = [...SERVICES.map(([home, name]) => `${name}.${home}.svc.cluster.local`), 'far.example.net', 'a.wild.example.net'];

export function servicesOf(at) {
  return [
    ...['edge', 'shop', 'pay'].map((name) => namespace(name, { team: name, 'istio-injection': 'enabled' })),
    ...SERVICES.flatMap(([home, name, ports, clusterIP], index) => [
      aged(at, exported(at, service(home, name, clusterIP ?? `10.1.0.${index + 1}`, ports.map((one) => port(...one))))),
      deployment(home, name, { app: name, version: name.endsWith('v2') ? 'v2' : 'v1' }),
    ]),
    ...['shop/web', 'pay/job', 'edge/web'].map((one) => one.split('/')).map(([home, app]) => deployment(home, app, { app, version: 'v1' })),
    ...at.roll(2) === 0 ? [alias(at)] : [],
    ...at.roll(4) > 0 ? at.times(6, (index) => serviceEntry(at, index)) : [],
  ];
}

function exported({ roll, pick }, object) {
  if (roll(8) > 0) return object;
  return { ...object, metadata: { ...object.metadata, annotations: { 'networking.istio.io/exportTo': pick(['.', '*', 'shop', 'pay,edge', '~']) } } };
}

function alias({ pick }) {
  return {
    apiVersion: 'v1', kind: 'Service', metadata: { namespace: 'shop', name: 'alias' },
    spec: { type: 'ExternalName', externalName: pick(['far.example.net', 'api.pay.svc.cluster.local', 'unknown.example.org']), ports: [port('http', 8080)] },
  };
}

const ENTRY_PORTS = [
  { number: 80, name: 'http', protocol: 'HTTP' }, { number: 8080, name: 'http-b', protocol: 'HTTP' }, { number: 443, name: 'tls', protocol: 'TLS' }, { number: 8443, name: 'https', protocol: 'HTTPS' },
  { number: 5432, name: 'tcp', protocol: 'TCP' }, { number: 8080, name: 'tcp-b', protocol: 'TCP' }, { number: 9090, name: 'grpc', protocol: 'GRPC' },
  // Of numbers that others have for something else.
  { number: 5432, name: 'mongo', protocol: 'MONGO' }, { number: 5432, name: 'http-c', protocol: 'HTTP' }, { number: 8443, name: 'tls-b', protocol: 'TLS' }, { number: 8443, name: 'tcp-c', protocol: 'TCP' },
  { number: 443, name: 'tcp-d', protocol: 'TCP' }, { number: 80, name: 'mysql', protocol: 'MYSQL' }, { number: 80, name: 'tcp-e', protocol: 'TCP' },
];

function serviceEntry(at, index) {
  const { roll, pick, some, maybe, age } = at;
  const hosts = pick([['far.example.net'], ['a.wild.example.net'], ['*.wild.example.net'], ['far.example.net', 'near.example.net'], ['near.example.net'], ['*.example.net'], ['b.other.org']]);
  const ports = some(ENTRY_PORTS, 3).filter(({ number }, place, all) => all.findIndex((one) => one.number === number) === place);
  return {
    apiVersion: 'networking.istio.io/v1', kind: 'ServiceEntry', metadata: { namespace: pick(['shop', 'pay', 'edge']), name: `entry-${index}`, ...age() },
    spec: {
      hosts, ports, location: pick(['MESH_EXTERNAL', 'MESH_EXTERNAL', 'MESH_INTERNAL']),
      resolution: hosts[0].startsWith('*') ? 'NONE' : pick(['DNS', 'DNS', 'NONE', 'STATIC']),
      ...maybe(1, 3, () => ({ addresses: pick([[`240.0.1.${1 + roll(3)}`], [`240.0.1.${1 + roll(3)}`], ['240.0.1.0/24'], [`240.0.1.${1 + roll(3)}`, '240.0.1.9']]) })), ...maybe(1, 4, () => ({ exportTo: pick([['.'], ['*'], ['shop']]) })),
    },
  };
}

function aged({ age }, object) {
  return { ...object, metadata: { ...object.metadata, ...age() } };
}
