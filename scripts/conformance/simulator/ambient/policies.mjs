// Random policies of ambient meshes, at every level. Each speaks of what callers and workloads of cluster.mjs have, or just do not have.

export const ROOT = 'istio-system';
const HOMES = [ROOT, 'shop', 'shop', 'shop', 'pay', 'pay', 'bare'];
const SELECTORS = [{ app: 'cart' }, { app: 'cart', version: 'v2' }, { app: 'api' }, { app: 'db' }, { app: 'web' }, { app: 'job' }];
/** No two alike: between those that are as old, ztunnel's part of istiod has no order. */
export const AGES = Array.from({ length: 6 }, (_none, index) => `2026-01-0${index + 1}T00:00:00Z`);

const PRINCIPALS = ['cluster.local/ns/shop/sa/web', 'cluster.local/ns/shop/*', '*/sa/web', '*/sa/old', '*', 'cluster.local/ns/legacy/sa/old', 'other.domain/ns/shop/sa/web', 'cluster.local/ns/shop/sa/waypoint', 'cluster.local/ns/shop/sa/we'];
const NAMESPACES = ['shop', 'pay', 'legacy', 'sh*', '*y', '*', 'sho', 'bare'];
const ACCOUNTS = ['web', 'shop/web', 'pay/api', 'cart', 'legacy/old', 'shop/waypoint'];
const RANGES = ['10.9.0.0/24', '10.9.0.1', '10.8.0.0/15', '10.9.1.0/24', '0.0.0.0/0', '203.0.113.0/24', 'fd00::/8'];
const PORTS = ['80', '8080', '9091', '9090', '7001', '7000', '1'];
const SUBJECTS = ['https://issuer.example.com/alice', 'https://issuer.example.com/*', '*', '*/alice', '*ice'];

/** Attributes by where rules name them. */
export const SOURCES = {
  principals: PRINCIPALS, namespaces: NAMESPACES, serviceAccounts: ACCOUNTS, ipBlocks: RANGES, remoteIpBlocks: RANGES, requestPrincipals: SUBJECTS,
  trustDomains: ['cluster.local', 'other.domain', 'cluster*', '*'],
};
export const OPERATIONS = {
  ports: PORTS, methods: ['GET', 'POST', 'P*', '*'], paths: ['/a', '/a/*', '/*', '*', '*/b', '/a/{*}', '/a/{**}', '/a/b', '//a', '/%61'], hosts: ['cart.shop', 'cart.shop:*', '*.shop', '*', 'CART.shop', 'cart*'],
};
export const KEYS = {
  'source.ip': RANGES, 'source.namespace': NAMESPACES, 'source.principal': PRINCIPALS, 'destination.port': PORTS, 'destination.ip': ['10.2.0.0/16', '10.1.0.0/24', '0.0.0.0/0'],
  'remote.ip': RANGES, 'request.headers[x-tier]': ['gold', 'go*', '*old', '*'], 'request.auth.claims[role]': ['admin', 'ad*', '*'], 'request.auth.claims[role][of]': ['admin', '*'], 'request.auth.presenter': ['web', 'w*'], 'request.auth.principal': SUBJECTS,
  'request.auth.audiences': ['shop', 's*'], 'source.serviceAccount': ['shop/web', 'pay/api'], 'source.trustDomain': ['cluster.local', 'other*'], 'connection.sni': ['cart.shop', '*'],
};

/** Asked for more often than others. */
const LIKED = ['principals', 'principals', 'namespaces', 'ports', 'ports', 'paths', 'paths'];

/** How often a mesh has a rule of each kind. */
const WEIGHTS = { from: 2, to: 2, when: 1 };

export function authorizationPolicy(chance, index, target) {
  const { pick, roll, maybe } = chance;
  const { home, ...place } = target ?? placed(chance);
  const action = pick(['ALLOW', 'ALLOW', 'ALLOW', 'DENY', 'DENY', roll(3) === 0 ? 'AUDIT' : 'ALLOW']);
  const rules = action === 'ALLOW' && roll(8) === 0 ? {} : { rules: chance.times(2, () => rule(chance)) };
  return {
    apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy',
    metadata: { namespace: home, name: `policy-${index}`, ...maybe(1, 15, () => ({ annotations: { 'istio.io/dry-run': pick(['true', 'false']) } })) },
    spec: { ...place, ...(action === 'ALLOW' && roll(2) === 0 ? {} : { action }), ...rules },
  };
}

/** At the root, of a namespace, or of a selector. */
function placed({ pick, roll }) {
  const home = pick(HOMES);
  return { home, ...(roll(2) === 0 && { selector: { matchLabels: pick(SELECTORS) } }) };
}

function rule({ pick, roll, times }) {
  if (roll(9) === 0) return {};
  // Most rules ask little, so that something matches at all.
  const part = (of) => attributes(pick, roll, of, 1 + Number(roll(3) === 0));
  const parts = {
    ...(roll(3) < WEIGHTS.from && { from: times(2, () => ({ source: part(SOURCES) })) }),
    ...(roll(4) < WEIGHTS.to && { to: times(2, () => ({ operation: part(OPERATIONS) })) }),
    ...(roll(5) < WEIGHTS.when && { when: times(2, () => condition(pick, roll)) }),
  };
  return Object.keys(parts).length > 0 ? parts : { from: [{ source: part(SOURCES) }] };
}

function attributes(pick, roll, of, most) {
  const names = Object.keys(of);
  const chosen = Array.from({ length: most }, () => pick([...names, ...LIKED.filter((name) => name in of)])).filter((name, at, all) => all.indexOf(name) === at);
  // The API server takes no service accounts beside principals or namespaces.
  const taken = chosen.includes('serviceAccounts') ? chosen.filter((name) => !['principals', 'namespaces'].includes(name)) : chosen;
  return Object.fromEntries(taken.map((name) => [roll(4) === 0 ? `not${name[0].toUpperCase()}${name.slice(1)}` : name, values(pick, roll, of[name])]));
}

function condition(pick, roll) {
  const key = pick(Object.keys(KEYS));
  const kind = roll(4);
  return { key, ...(kind > 0 && { values: values(pick, roll, KEYS[key]) }), ...(kind < 2 && { notValues: values(pick, roll, KEYS[key]) }) };
}

function values(pick, roll, of) {
  return [...new Set(Array.from({ length: 1 + roll(2) }, () => pick(of)))];
}

/** Of the mesh, of a namespace, or of a selector with ports. */
export function peerAuthentication({ pick, roll, times }, index, creationTimestamp) {
  const home = pick([ROOT, 'shop', 'shop', 'pay']);
  const selector = roll(6) < (home === ROOT ? 1 : 4) && { selector: { matchLabels: home === 'shop' ? pick(SELECTORS.slice(0, 2)) : pick(SELECTORS) } };
  const mode = () => ({ mode: pick(['STRICT', 'STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET']) });
  return {
    apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { namespace: home, name: `mtls-${index}`, creationTimestamp },
    spec: {
      ...selector, ...(roll(3) > 0 && { mtls: mode() }),
      ...(selector && roll(5) > 0 && { portLevelMtls: Object.fromEntries(times(3, () => [pick(['8080', '8080', '9091', '7001', '80']), mode()])) }),
    },
  };
}
