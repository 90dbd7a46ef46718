// Random gateways, their routes, and requests from outside at the edges of their rules, the same for the same seed.
import { dice } from '../random.mjs';
import { gatewayApi } from './gateway-api.mjs';
import { istioGateways } from './istio-gateways.mjs';
import { PATHS, backends, chance, tidy } from './pools.mjs';

const NAMES = ['shop.example.com', 'api.shop.example.com', 'pay.example.com', 'example.org', 'other.example.com', 'a.b.shop.example.com', 'example.com', 'SHOP.example.com'];
const METHODS = ['/grpc.Shop/Get', '/grpc.Shop/Put', '/grpc.Pay/Get', '/a/b'];
const DEFAULT_PORTS = { http: 80, grpc: 80, https: 443, tls: 443 };

export function randomMesh(seed, requests) {
  const at = chance(dice(seed));
  const own = seed % 2 === 0 ? istioGateways(at) : gatewayApi(at);
  const objects = tidy([...backends(), ...own]);
  return { objects, requests: Array.from({ length: requests }, () => tidy(request(at, objects))) };
}

/** Mostly for a name that a server and a route of it share, in a manner that the server has; sometimes for anything. */
function request(at, objects) {
  const { roll, pick, maybe } = at;
  const { gateway, server, name: host } = pick(roll(4) === 0 ? aims(objects, false) : aims(objects, true));
  const { metadata: { namespace, name } } = gateway;
  const [scheme, port] = roll(10) === 0 ? anywhere(at) : served(at, server, objects);
  const authority = `${host}${roll(5) > 0 && port === DEFAULT_PORTS[scheme] ? '' : `:${port}`}`;
  const http = scheme === 'http' || scheme === 'https' || scheme === 'grpc';
  const path = !http ? '' : pick(scheme === 'grpc' ? METHODS : PATHS);
  return {
    from: { ip: '203.0.113.7', ...maybe(1, 4, () => ({ clientCertificate: { subject: 'CN=client' } })) }, through: { namespace, name }, to: `${scheme}://${authority}${path}`,
    ...((scheme === 'http' || scheme === 'https') && maybe(1, 3, () => ({ method: pick(['POST', 'PUT', 'OPTIONS']) }))),
    ...(http && { headers: headers(at) }),
  };
}

const aimed = new WeakMap();

/** Every name for every server; with `routed`, those that a route of the Gateway has too, where there are any. */
function aims(objects, routed) {
  const found = aimed.get(objects) ?? findAims(objects);
  aimed.set(objects, found);
  return routed && found.routed.length > 0 ? found.routed : found.all;
}

function findAims(objects) {
  const all = objects.filter(({ kind, spec }) => kind === 'Gateway' && (spec.gatewayClassName || spec.selector)).flatMap((gateway) => (gateway.spec.servers ?? gateway.spec.listeners)
    .flatMap((server) => NAMES.filter((name) => covers(server.hosts ?? [server.hostname ?? '*'], name)).map((name) => ({ gateway, server, name }))));
  const isBound = ({ metadata: { namespace }, spec = {} }, { metadata: { namespace: home, name } }) => (spec.parentRefs ?? []).some((ref) => ref.name === name)
    || (spec.gateways ?? []).some((one) => one === `${home}/${name}` || one === name && namespace === home);
  const routed = all.filter(({ gateway, server, name }) => objects.some((route) => isBound(route, gateway) && carries(route, server) && letsIn(server, gateway, route) && covers(route.spec.hosts ?? route.spec.hostnames ?? ['*'], name)));
  return { all, routed };
}

/** Whether a route has rules for what a server takes. */
function carries({ kind, spec = {} }, { port, protocol, tls }) {
  const passes = /PASSTHROUGH/i.test(tls?.mode);
  const what = port.protocol ?? protocol;
  const http = /^HTTP|^GRPC/.test(what) && !passes;
  return http ? spec.http !== undefined || /^(HTTP|GRPC)Route$/.test(kind) : passes ? spec.tls !== undefined || kind === 'TLSRoute' : spec.tcp !== undefined || /^T(CP|LS)Route$/.test(kind);
}

function letsIn({ hosts, allowedRoutes }, { metadata: { namespace: home } }, { metadata: { namespace }, kind }) {
  if (hosts) return hosts.some((host) => !/^(?!\.|\*)[^/]+\//.test(host) || host.startsWith(`${namespace}/`));
  const { from, selector } = allowedRoutes.namespaces;
  return (from === 'All' || from === 'Same' && namespace === home || selector?.matchLabels.team === namespace) && (allowedRoutes.kinds?.some((one) => one.kind === kind) ?? true);
}

function covers(hosts, name) {
  return hosts.map((host) => host.replace(/^.*\//, '')).some((host) => (host.startsWith('*') ? name.toLowerCase().endsWith(host.slice(1)) : name.toLowerCase() === host));
}

function anywhere({ pick }) {
  const scheme = pick(['http', 'https', 'grpc', 'tcp', 'tls']);
  return [scheme, pick([80, 443, 8080, 8443, 9443, 9000, 8000])];
}

function served({ pick }, { port, protocol }, objects) {
  const number = port.number ?? port;
  const behind = objects.some(({ kind, metadata: { name } }) => kind === 'Service' && name === 'ingress');
  // A number that no Service has is one of the pods'.
  const asked = behind && number === 8080 ? pick([80, 8000]) : behind && number === 8443 ? 443 : number;
  const often = (one, ...others) => [pick([one, one, one, one, one, ...others]), asked];
  switch (port.protocol ?? protocol) {
    case 'HTTP': case 'HTTP2': return often('http', 'grpc');
    case 'GRPC': return often('grpc', 'http');
    case 'HTTPS': return often('https', 'tls', 'http');
    case 'TLS': return [pick(['tls', 'https']), asked];
    default: return often('tcp', 'http', 'tls');
  }
}

function headers({ pick, maybe }) {
  return {
    ...maybe(1, 2, () => ({ 'x-tier': pick(['gold', 'good', 'Gold', '']) })), ...maybe(1, 3, () => ({ 'x-a': 'sent' })), ...maybe(1, 3, () => ({ 'x-b': pick(['1', '2']) })),
    ...maybe(1, 8, () => ({ host: pick([...NAMES, 'shop.example.com:8080']) })),
    ...maybe(1, 4, () => ({ origin: pick(['https://app.example', 'http://bad.example']), ...maybe(1, 2, () => ({ 'access-control-request-method': 'GET' })) })),
  };
}
