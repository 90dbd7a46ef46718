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
  const gateways = objects.filter(({ kind }) => kind === 'Gateway');
  return { objects, requests: Array.from({ length: requests }, () => tidy(request(at, gateways))) };
}

/** Mostly to a port and in a manner that the Gateway has, sometimes to any. */
function request(at, gateways) {
  const { roll, pick, maybe } = at;
  const gateway = pick(gateways);
  const { metadata: { namespace, name } } = gateway;
  const server = pick(gateway.spec.servers ?? gateway.spec.listeners);
  const [scheme, port] = roll(8) === 0 ? anywhere(at) : served(at, server);
  const host = roll(4) === 0 ? pick(NAMES) : pick(namesOf(server));
  const authority = `${host}${roll(5) > 0 && port === DEFAULT_PORTS[scheme] ? '' : `:${port}`}`;
  const http = scheme === 'http' || scheme === 'https' || scheme === 'grpc';
  const path = !http ? '' : pick(scheme === 'grpc' ? METHODS : PATHS);
  return {
    from: { ip: '203.0.113.7', ...maybe(1, 4, () => ({ clientCertificate: { subject: 'CN=client' } })) }, through: { namespace, name }, to: `${scheme}://${authority}${path}`,
    ...((scheme === 'http' || scheme === 'https') && maybe(1, 3, () => ({ method: pick(['POST', 'PUT', 'OPTIONS']) }))),
    ...(http && { headers: headers(at) }),
  };
}

/** Names that a server or a listener is for. */
function namesOf({ hosts, hostname }) {
  const wanted = (hosts ?? [hostname ?? '*']).map((host) => host.replace(/^.*\//, ''));
  return NAMES.filter((name) => wanted.some((host) => (host.startsWith('*') ? name.endsWith(host.slice(1)) : name === host)));
}

function anywhere({ pick }) {
  const scheme = pick(['http', 'https', 'grpc', 'tcp', 'tls']);
  return [scheme, pick([80, 443, 8080, 8443, 9443, 9000, 8000])];
}

function served({ pick }, { port, protocol }) {
  const number = port.number ?? port;
  switch (port.protocol ?? protocol) {
    case 'HTTP': case 'HTTP2': return [pick(['http', 'http', 'http', 'grpc']), number === 8080 ? pick([8080, 8000, 80]) : number];
    case 'GRPC': return [pick(['grpc', 'http']), number];
    case 'HTTPS': return [pick(['https', 'https', 'https', 'tls', 'http']), number];
    case 'TLS': return [pick(['tls', 'https']), number];
    default: return [pick(['tcp', 'tcp', 'http']), number];
  }
}

function headers({ pick, maybe }) {
  return {
    ...maybe(1, 2, () => ({ 'x-tier': pick(['gold', 'good', 'Gold', '']) })), ...maybe(1, 3, () => ({ 'x-a': 'sent' })), ...maybe(1, 3, () => ({ 'x-b': pick(['1', '2']) })),
    ...maybe(1, 8, () => ({ host: pick([...NAMES, 'shop.example.com:8080']) })),
    ...maybe(1, 4, () => ({ origin: pick(['https://app.example', 'http://bad.example']), ...maybe(1, 2, () => ({ 'access-control-request-method': 'GET' })) })),
  };
}
