// Random waypoints with policies, and calls through them at the edges of what the policies say.
import { CALLERS, cluster, ENTRY_HOST, meshConfiguration } from '../ambient/cluster.mjs';
import { authorizationPolicy, ROOT } from '../ambient/policies.mjs';
import { waypoint } from '../ambient/waypoints.mjs';
import { chance, tidy } from '../gateway-routes/pools.mjs';
import { dice } from '../random.mjs';

const ISSUER = 'https://issuer.example.com';
const GATEWAY_API = 'gateway.networking.k8s.io';
/** Some name what is elsewhere or not there at all. */
const TARGETS = [
  ['shop', '', 'Service', 'cart'], ['shop', '', 'Service', 'cart'], ['shop', 'core', 'Service', 'web'], ['shop', GATEWAY_API, 'Gateway', 'waypoint'], ['shop', GATEWAY_API, 'Gateway', 'waypoint'],
  ['pay', '', 'Service', 'api'], ['pay', '', 'Service', 'cart'], ['pay', 'networking.istio.io', 'ServiceEntry', 'vault'], ['pay', GATEWAY_API, 'Gateway', 'waypoint'],
  [ROOT, GATEWAY_API, 'GatewayClass', 'istio-waypoint'], [ROOT, GATEWAY_API, 'GatewayClass', 'istio'], ['shop', '', 'Service', 'gone'],
];
const URLS = ['http://cart.shop', 'http://cart.shop', 'http://cart.shop:8081', 'grpc://cart.shop:9090', 'http://cart.shop:7000', 'tcp://cart.shop:7000', 'tcp://cart.shop', 'http://web.shop', 'http://api.pay', `http://${ENTRY_HOST}`, `tcp://${ENTRY_HOST}:7000`, 'http://db.pay:8080'];
const DIRECT = ['http://cart.shop:8080', 'http://cart.shop:7001', 'tcp://cart.shop:7001', 'http://api.pay:8080', 'grpc://cart.shop:9091'];
export const PATHS = ['/', '/a', '/a/', '/a/b', '/a/b/c', '/x/b', '/a/../x', '/x/../a', '//a', '/a//b', '/%61', '/a%2Fb', '/a%2fb', '/a%5Cb', '/a?v=/b', '/A', '/a\\b', '/./a'];
export const HOSTS = ['CART.shop', 'cart.shop:80', 'cart.shop:81', 'cart.shop.evil', 'api.pay', 'x.shop'];
const PLACES = [{ fromHeaders: [{ name: 'x-token', prefix: 'Token ' }] }, { fromHeaders: [{ name: 'X-Token' }] }, { fromParams: ['token'] }, { fromHeaders: [{ name: 'authorization', prefix: 'Bearer ' }], fromParams: ['t', 'token'] }];
const SENT_IN = [{ header: 'x-token', prefix: 'Token ' }, { header: 'x-token' }, { param: 'token' }, { param: 'access_token' }, { header: 'authorization', prefix: 'Basic ' }];
export const FORWARDED = ['203.0.113.9', '10.9.0.1', '203.0.113.9, 10.9.0.1', '10.9.0.1, 198.51.100.1'];

export function randomMesh(seed, requests) {
  const roll = dice(seed);
  const it = chance(roll);
  const { pick, times } = it;
  const labels = { namespaceLabels: () => ({ 'istio.io/use-waypoint': 'waypoint' }), podLabels: () => ({}), serviceLabels: () => (roll(6) === 0 ? { 'istio.io/use-waypoint': 'waypoint', 'istio.io/use-waypoint-namespace': pick(['shop', 'pay']) } : {}) };
  const configuration = roll(2) === 0 ? [meshConfiguration(it)] : [];
  const policies = [
    ...times(4, (index) => asked(it, configuration.length > 0, authorizationPolicy(it, index, target(it)))),
    // Those without targets are for pods, whose ztunnel then judges the waypoint.
    ...(roll(3) === 0 ? [authorizationPolicy(it, 'pods')] : []),
    ...authentications(it),
  ];
  const objects = [...cluster(it, labels), ...configuration, ...['shop', 'pay'].map((home) => ({ ...waypoint(it, home, 'waypoint', { traffic: pick(['service', 'all', 'all', 'all', 'workload']) }), status: undefined })), ...policies];
  return { objects: tidy(objects), requests: Array.from({ length: requests }, () => tidy(request(pick, roll))) };
}

/** Now and then one whose provider nobody knows, where there is a configuration that does not name it. */
function asked({ roll }, configured, policy) {
  if (roll(20) > 0 || !configured || !policy.spec.rules) return policy;
  return { ...policy, spec: { ...policy.spec, action: 'CUSTOM', provider: { name: 'nobody' } } };
}

function target({ pick, roll }) {
  const [home, group, kind, name] = pick(TARGETS);
  const more = TARGETS.filter((other) => other[0] === home && other[3] !== name);
  const ref = ([, of, like, called]) => ({ group: of, kind: like, name: called });
  return { home, targetRefs: [ref([home, group, kind, name]), ...(more.length > 0 && roll(5) === 0 && home !== ROOT ? [ref(pick(more))] : [])] };
}

/** One for a namespace: istiod asks those of one in no certain order. */
function authentications(it) {
  const all = Array.from({ length: it.roll(5) }, (_none, index) => requestAuthentication(it, index, target(it)));
  return [...new Map(all.map((one) => [one.metadata.namespace, one])).values()];
}

export function requestAuthentication({ pick, maybe, times }, index, { home, ...place }) {
  const rule = () => ({
    issuer: pick([ISSUER, ISSUER, ISSUER, 'https://other.example.com']), jwks: '{"keys":[]}', ...maybe(1, 3, () => ({ audiences: pick([['shop'], ['pay', 'shop'], ['none'], ['https://shop/']]) })),
    ...maybe(1, 3, () => pick(PLACES)), ...maybe(1, 4, () => ({ forwardOriginalToken: true })), ...maybe(1, 5, () => ({ spaceDelimitedClaims: ['role'] })),
  });
  return { apiVersion: 'security.istio.io/v1', kind: 'RequestAuthentication', metadata: { namespace: home, name: `tokens-${index}` }, spec: { ...place, jwtRules: times(2, rule) } };
}

function request(pick, roll) {
  const from = pick(CALLERS.filter(({ namespace }) => namespace === 'shop' || namespace === 'pay'));
  const direct = roll(6) === 0;
  const to = pick(direct ? DIRECT : URLS);
  const [, scheme, host] = /^(\w+):\/\/([^:]*)/.exec(to);
  const directTo = direct ? { directTo: host === 'cart.shop' ? pick([{ version: 'v1' }, { version: 'v2' }]) : { app: host.split('.')[0] } } : {};
  if (scheme === 'tcp') return { from, to, ...directTo };
  const headers = { ...(roll(3) === 0 && { 'x-tier': pick(['gold', 'good', 'old', '']) }), ...(roll(4) === 0 && { host: pick(HOSTS) }), ...(roll(5) === 0 && { 'x-forwarded-for': pick(FORWARDED) }) };
  return {
    from, to: `${to}${scheme === 'grpc' ? '/shop.Cart/Get' : pick(PATHS)}`, ...directTo,
    ...(scheme === 'http' && roll(2) === 0 && { method: pick(['POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD']) }), ...(Object.keys(headers).length > 0 && { headers }), ...(roll(2) === 0 && token(pick, roll)),
  };
}

export function token(pick, roll) {
  return {
    token: {
      iss: pick([ISSUER, ISSUER, ISSUER, 'https://other.example.com']), ...(roll(5) > 0 && { sub: pick(['alice', 'bob']) }), ...(roll(2) === 0 && { aud: pick(['shop', ['pay', 'x'], 'none', 'http://shop']) }),
      ...(roll(2) === 0 && { role: pick(['admin', ['dev', 'admin'], 'adm', 'dev admin', 7, true, { of: 'admin' }]), azp: pick(['web', 'x']) }),
    },
    ...(roll(6) === 0 && { tokenState: pick(['expired', 'badSignature']) }), ...(roll(4) === 0 && { tokenIn: pick(SENT_IN) }),
  };
}
