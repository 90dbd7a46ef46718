// Random ambient meshes: waypoints and who asks for them, routes of Services, and requests of pods and through a gateway.
import { grpcRoute, httpRoute, layer4Route } from '../gateway-routes/api-routes.mjs';
import { PATHS, SERVICES, chance, deployment, namespace, port, service, tidy } from '../gateway-routes/pools.mjs';
import { connections, httpRule } from '../gateway-routes/virtual-services.mjs';
import { dice } from '../random.mjs';

const GROUP = 'gateway.networking.k8s.io';
const AMBIENT = { 'istio.io/dataplane-mode': 'ambient' };
const PORTS = { db: [port('tcp', 5432)], api: [port('http', 8080), port('grpc', 9090), port('any', 7000)] };

export function randomMesh(seed, requests) {
  const at = chance(dice(seed));
  const waypoints = at.some(['shop/wp', 'shop/wp', 'shop/other', 'pay/wp', 'gates/shared'], 6).map((key) => key.split('/'));
  // Policies by which one sees who passes where; on TCP they would refuse everything.
  const seen = at.roll(2) === 0;
  const objects = tidy([
    ...['shop', 'pay', 'gates'].map((name) => namespace(name, { ...AMBIENT, team: name, ...use(at, 4, name, waypoints), ...ingress(at, 4) })), namespace('plain'), namespace('edge'),
    ...SERVICES.flatMap(([home, name], index) => {
      const labels = { ...use(at, 1, home, waypoints), ...ingress(at, 3) };
      return [labelled(service(home, name, `10.1.0.${index + 1}`, PORTS[name] ?? [port('http', 8080)]), labels), deployment(home, name, { app: name, version: name.endsWith('v2') ? 'v2' : 'v1', ...use(at, 1, home, waypoints) })];
    }),
    ...['shop', 'pay'].slice(0, 1 + at.roll(2)).map((home) => entry(home, use(at, 3, home, waypoints))),
    ...waypoints.flatMap(([home, name]) => [waypoint(at, home, name), ...(seen ? [policy(home, name)] : [])]),
    ...at.times(6, (index) => virtualService(at, `virtual-${index}`)), ...at.times(6, (index) => route(at, `route-${index}`)),
    ...(at.roll(2) === 0 ? [destinationRule(at)] : []), ...(at.roll(4) === 0 ? [gatewayClass(at)] : []), ...gateway(),
  ]);
  return { objects, requests: Array.from({ length: requests }, () => tidy(request(at, waypoints))) };
}

/** Labels of something in a namespace that ask for a waypoint, in so many cases of four: mostly for one that there is. */
function use({ roll, pick, maybe }, of, home, waypoints) {
  if (roll(4) >= of) return {};
  if (roll(8) === 0) return { 'istio.io/use-waypoint': pick(['none', 'gone', 'wp']), ...maybe(1, 2, () => ({ 'istio.io/use-waypoint-namespace': pick(['gates', 'pay']) })) };
  const [namespace, name] = pick(waypoints);
  return { 'istio.io/use-waypoint': name, ...(namespace !== home && { 'istio.io/use-waypoint-namespace': namespace }) };
}

/** A host outside the cluster. */
function entry(home, labels) {
  return {
    apiVersion: 'networking.istio.io/v1', kind: 'ServiceEntry', metadata: { namespace: home, name: 'far', labels },
    spec: { hosts: [`${home}.example.net`], addresses: [home === 'shop' ? '10.30.0.1' : '10.30.0.2'], ports: [{ number: 80, name: 'http', protocol: 'HTTP' }, { number: 5000, name: 'tcp', protocol: 'TCP' }], resolution: 'DNS', location: 'MESH_EXTERNAL' },
  };
}

function ingress({ maybe, pick }, of) {
  return maybe(1, of, () => ({ 'istio.io/ingress-use-waypoint': pick(['true', 'true', 'false', 'yes', 'True', '1']) }));
}

function labelled(object, labels) {
  return { ...object, metadata: { ...object.metadata, labels } };
}

function waypoint({ pick, maybe }, home, name) {
  return {
    apiVersion: `${GROUP}/v1`, kind: 'Gateway',
    metadata: { namespace: home, name, labels: maybe(1, 3, () => ({ 'istio.io/waypoint-for': pick(['service', 'workload', 'all', 'all', 'all', 'none']) })) },
    spec: {
      gatewayClassName: 'istio-waypoint',
      listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE', ...pick([{}, ...Array(5).fill({ allowedRoutes: { namespaces: { from: 'All' } } }), { allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { team: pick(['shop', 'pay']) } } } } }]) }],
    },
    ...maybe(1, 25, () => ({ status: { addresses: [] } })),
  };
}

/** The class can say what its waypoints are for. */
function gatewayClass({ pick }) {
  return { apiVersion: `${GROUP}/v1`, kind: 'GatewayClass', metadata: { name: 'istio-waypoint', labels: { 'istio.io/waypoint-for': pick(['all', 'workload']) } }, spec: { controllerName: 'istio.io/mesh-controller' } };
}

function policy(home, name) {
  return {
    apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { namespace: home, name: `seen-at-${name}` },
    spec: { targetRefs: [{ group: GROUP, kind: 'Gateway', name }], action: 'DENY', rules: [{ to: [{ operation: { paths: [pathAt(home, name)] } }] }] },
  };
}

export function pathAt(home, name) {
  return `/at/${home}/${name}`;
}

function virtualService(at, name) {
  const { pick, some, maybe, times, age } = at;
  const home = pick(['shop', 'shop', 'pay', 'gates', 'edge']);
  const hosts = pick([some(['cart.shop.svc.cluster.local', 'cart-v1.shop.svc.cluster.local', 'api.pay.svc.cluster.local', 'db.pay.svc.cluster.local'], 2), ['cart'], ['*.shop.svc.cluster.local'], ['*.pay.svc.cluster.local'], ['shop.example.net'], ['*.example.net'], ['elsewhere.example']]);
  return {
    apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { namespace: home, name, ...age() },
    spec: {
      hosts, ...maybe(1, 4, () => ({ gateways: pick([['mesh'], ['edge/front', 'mesh'], ['edge/front']]) })), ...maybe(1, 5, () => ({ exportTo: pick([['.'], ['*'], ['shop'], ['gates', 'pay']]) })),
      http: times(3, () => httpRule(at, [], home, { mesh: true })),
      ...(hosts[0].endsWith('.local') && maybe(1, 5, () => ({ tls: [{ match: [{ sniHosts: [hosts[0]], ...maybe(1, 4, () => ({ port: 5432 })) }], route: connections(at) }] }))),
      ...maybe(1, 3, () => ({ tcp: times(2, () => ({ ...maybe(1, 2, () => ({ match: times(2, () => ({ ...maybe(1, 2, () => ({ port: pick([5432, 7000]) })), ...maybe(1, 5, () => pick([{ destinationSubnets: ['10.9.0.0/16'] }, { sourceNamespace: 'shop' }, { sourceLabels: { app: 'web' } }])) })) })), route: connections(at) })) })),
    },
  };
}

function route(at, name) {
  const { roll, pick, times } = at;
  const home = pick(['shop', 'shop', 'pay', 'gates']);
  const parents = () => times(2, () => {
    const [owner, parent] = pick(SERVICES);
    return { group: '', kind: 'Service', namespace: owner, name: parent, ...(roll(4) === 0 && { port: pick((PORTS[parent] ?? [port('http', 8080)]).map((one) => one.port)) }) };
  }).filter((ref, index, all) => all.findIndex((other) => other.name === ref.name) === index);
  return pick([httpRoute, httpRoute, httpRoute, grpcRoute, layer4Route])(at, { home, name, parents, hostnames: ['db.pay.svc.cluster.local', 'db.pay.svc.cluster.local', 'api.pay.svc.cluster.local', '*.pay.svc.cluster.local'] });
}

function destinationRule({ pick }) {
  return {
    apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata: { namespace: pick(['shop', 'gates', 'pay']), name: 'cart' },
    spec: { host: 'cart.shop.svc.cluster.local', subsets: [{ name: 'v1', labels: { version: 'v1' } }] },
  };
}

/** A gateway that sends each host to the Service of its name. */
function gateway() {
  return [
    { apiVersion: `${GROUP}/v1`, kind: 'Gateway', metadata: { namespace: 'edge', name: 'front' }, spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } }] } },
    ...SERVICES.map(([home, name]) => ({
      apiVersion: `${GROUP}/v1`, kind: 'HTTPRoute', metadata: { namespace: home, name: `from-outside-${name}` },
      spec: { parentRefs: [{ name: 'front', namespace: 'edge' }], hostnames: [`${name}.example.com`], rules: [{ backendRefs: [{ name, port: (PORTS[name] ?? [port('http', 8080)])[0].port }] }] },
    })),
  ];
}

function request(at, waypoints) {
  const { roll, pick, maybe } = at;
  const [home, name] = pick(SERVICES);
  const { name: kind, port: number } = pick(PORTS[name] ?? [port('http', 8080)]);
  const scheme = { http: pick(['http', 'http', 'http', 'http', 'tcp']), grpc: pick(['grpc', 'grpc', 'http']), any: pick(['http', 'tcp']), tcp: pick(['tcp', 'tcp', 'http']) }[kind];
  const path = scheme === 'tcp' ? '' : roll(3) === 0 && scheme === 'http' ? pathAt(...pick(waypoints)) : pick(scheme === 'grpc' ? ['/grpc.Shop/Get', '/grpc.Shop/Put'] : PATHS);
  const headers = scheme === 'tcp' ? undefined : { ...maybe(1, 2, () => ({ 'x-tier': pick(['gold', 'good']) })), ...maybe(1, 3, () => ({ 'x-a': 'sent' })), ...maybe(1, 3, () => ({ 'x-b': pick(['1', '2']) })), ...maybe(1, 8, () => ({ host: pick(['cart-v1.shop', 'elsewhere.example']) })) };
  const method = scheme === 'http' ? maybe(1, 3, () => ({ method: pick(['POST', 'PUT', 'OPTIONS']) })) : {};
  if (scheme === 'http' && roll(6) === 0) return { from: { ip: '203.0.113.7' }, through: { namespace: 'edge', name: 'front' }, to: `http://${name}.example.com${path}`, ...method };
  if (roll(8) === 0) return external(at, path, headers, method);
  const from = pick([...Array(4).fill({ namespace: 'shop', serviceAccount: 'web', labels: { app: 'web' } }), ...Array(3).fill({ namespace: 'pay', serviceAccount: 'job', labels: { app: 'job' } }), { namespace: 'plain', serviceAccount: 'old', labels: { app: 'old' }, enrolled: false }]);
  return { from, to: `${scheme}://${name}.${home}.svc.cluster.local:${number}${path}`, ...maybe(1, 9, () => ({ directTo: { app: name } })), headers, ...method };
}

function external({ pick }, path, headers, method) {
  const host = pick(['shop.example.net', 'pay.example.net']);
  const from = { namespace: 'shop', serviceAccount: 'web', labels: { app: 'web' } };
  return headers ? { from, to: `http://${host}${path}`, headers, ...method } : { from, to: `tcp://${host}:5000` };
}
