// Routes of the Gateway API: parents, hostnames, matches, filters, backends.
const GROUP = 'gateway.networking.k8s.io';
/** Where it is not said otherwise. */
const HOSTNAMES = ['shop.example.com', 'api.shop.example.com', '*.example.com', '*.shop.example.com', 'pay.example.com', 'example.org'];

/** `parents` makes parentRefs that fit listeners of the protocols. */
export function httpRoute(at, { home, name, parents }) {
  const { roll, times, some, age } = at;
  return {
    apiVersion: `${GROUP}/v1`, kind: 'HTTPRoute', metadata: { namespace: home, name, ...age() },
    spec: {
      parentRefs: parents(['HTTP', 'HTTPS']), ...(roll(3) > 0 && { hostnames: some(HOSTNAMES, 2) }),
      rules: times(3, (index) => ({ ...(roll(4) === 0 && { name: `rule-${index}` }), ...matchesAndAction(at, home) })),
    },
  };
}

export function grpcRoute(at, { home, name, parents }) {
  const { roll, times, some, pick, maybe, age } = at;
  const match = () => ({
    ...maybe(4, 5, () => ({ method: pick([{ service: 'grpc.Shop' }, { service: 'grpc.Shop', method: 'Get' }, { method: 'Put' }, { type: 'RegularExpression', service: 'grpc\\..*', method: 'G.t' }, { type: 'RegularExpression', service: 'grpc\\..*' }]) })),
    ...maybe(1, 4, () => ({ headers: [{ name: 'x-tier', value: 'gold' }] })),
  });
  return {
    apiVersion: `${GROUP}/v1`, kind: 'GRPCRoute', metadata: { namespace: home, name, ...age() },
    spec: {
      parentRefs: parents(['HTTP', 'HTTPS']), ...(roll(3) > 0 && { hostnames: some(HOSTNAMES, 2) }),
      rules: times(2, () => ({ ...(roll(5) > 0 && { matches: times(2, match) }), ...maybe(1, 3, () => ({ filters: [headerFilter(at, 'Request'), ...pick([[], [], [mirror(at, home)]])] })), backendRefs: backends(at, home, 2) })),
    },
  };
}

export function layer4Route(at, { home, name, parents, hostnames = HOSTNAMES }) {
  const { some, pick, age } = at;
  const kind = pick(['TLSRoute', 'TCPRoute']);
  return {
    apiVersion: `${GROUP}/${kind === 'TCPRoute' ? 'v1alpha2' : 'v1'}`, kind, metadata: { namespace: home, name, ...age() },
    spec: { parentRefs: parents(kind === 'TLSRoute' ? ['TLS'] : ['TCP', 'TLS']), ...(kind === 'TLSRoute' && { hostnames: some(hostnames, 2) }), rules: [{ backendRefs: backends(at, home, 2) }] },
  };
}

function httpMatch({ pick, maybe }) {
  const named = (name, values) => ({ name, ...pick(values.flatMap((value) => [{ value }, { type: 'RegularExpression', value: `${value.slice(0, -1)}.?` }])) });
  return {
    ...maybe(4, 5, () => ({ path: pick([{ type: 'PathPrefix', value: '/a' }, { type: 'PathPrefix', value: '/a/' }, { type: 'PathPrefix', value: '/' }, { type: 'Exact', value: '/x' }, { type: 'Exact', value: '/a/b' }, { type: 'RegularExpression', value: '/a.?' }, { type: 'PathPrefix', value: '/a/b' }]) })),
    ...maybe(1, 4, () => ({ method: pick(['GET', 'POST', 'OPTIONS']) })),
    ...maybe(1, 3, () => ({ headers: pick([[named('x-tier', ['gold', 'good'])], [named('X-Tier', ['gold']), named('x-b', ['1'])]]) })),
    ...maybe(1, 4, () => ({ queryParams: pick([[named('v', ['1', '2'])], [named('v', ['2']), named('w', ['1'])]]) })),
  };
}

/** What replaces a prefix stands with exactly one match, for a prefix. */
function matchesAndAction(at, home) {
  const action = httpAction(at, home);
  const replaces = JSON.stringify(action).includes('ReplacePrefixMatch');
  const prefix = () => ({ ...httpMatch(at), path: { type: 'PathPrefix', value: at.pick(['/', '/a', '/a/', '/a/b']) } });
  return { ...(replaces ? { matches: [prefix()] } : at.maybe(4, 5, () => ({ matches: at.times(2, () => httpMatch(at)) }))), ...action };
}

function httpAction(at, home) {
  const { roll, pick, maybe, times } = at;
  const timeouts = maybe(1, 4, () => ({ timeouts: pick([{ request: '5s' }, { request: '5s', backendRequest: '2s' }, { backendRequest: '1500ms' }, { request: '0s' }]) }));
  const retry = maybe(1, 5, () => ({ retry: pick([{ attempts: 3 }, { codes: [503] }, { attempts: 1, codes: [500, 502], backoff: '100ms' }, {}]) }));
  if (roll(6) === 0) return { filters: [redirect(at), ...(roll(4) === 0 ? [headerFilter(at, 'Response')] : [])] };
  const filters = [
    ...(roll(4) === 0 ? [headerFilter(at, 'Request')] : []), ...(roll(4) === 0 ? [headerFilter(at, 'Response')] : []), ...(roll(4) === 0 ? [rewrite(at)] : []),
    ...(roll(5) === 0 ? times(2, () => mirror(at, home)) : []), ...(roll(6) === 0 ? [cors(at)] : []),
  ];
  return { ...(filters.length > 0 && { filters }), ...(roll(8) > 0 && { backendRefs: backends(at, home, 3, true) }), ...timeouts, ...retry };
}

function backend({ roll, pick }, home) {
  const near = { shop: [['shop', 'cart', 8080], [undefined, 'cart-v1', 8080], [undefined, 'cart-v2', 8080]], pay: [['pay', 'api', 8080], [undefined, 'api', 9090], [undefined, 'db', 5432]] }[home] ?? [];
  const [namespace, name, port] = pick(roll(3) > 0 && near.length > 0 ? near : [['shop', 'cart', 8080], ['shop', 'cart-v1', 8080], ['shop', 'cart-v2', 8080], ['pay', 'api', 8080], ['pay', 'api', 9090], ['pay', 'db', 5432], ['shop', 'gone', 8080], ['shop', 'cart', 81], [undefined, 'cart', 8080]]);
  if (roll(12) === 0) return pick([{ group: 'example.org', kind: 'Bucket', name: 'files' }, { group: 'networking.istio.io', kind: 'Hostname', name: 'far.example.net', port: 80 }, { group: 'networking.istio.io', kind: 'Hostname', name: 'nowhere.example.net', port: 80 }]);
  return { name, namespace, port };
}

function backends(at, home, most, filters = false) {
  const { roll, pick, times, maybe } = at;
  return times(most, () => ({ ...backend(at, home), ...maybe(2, 3, () => ({ weight: pick([0, 1, 9, 50]) })), ...(filters && roll(6) === 0 && { filters: [headerFilter(at, pick(['Request', 'Response']))] }) }));
}

function headerFilter({ pick, maybe }, direction) {
  return {
    type: `${direction}HeaderModifier`,
    [`${direction.toLowerCase()}HeaderModifier`]: {
      ...maybe(1, 2, () => ({ set: [{ name: 'x-a', value: 'set' }, ...pick([[], [{ name: 'X-B', value: 'Set' }]])] })), ...maybe(1, 2, () => ({ add: [{ name: pick(['x-a', 'x-b']), value: 'added' }] })), ...maybe(1, 2, () => ({ remove: [pick(['x-tier', 'x-b'])] })),
    },
  };
}

function redirect({ roll, pick, maybe }) {
  return { type: 'RequestRedirect', requestRedirect: {
    ...maybe(1, 2, () => ({ scheme: pick(['http', 'https']) })), ...maybe(1, 3, () => ({ hostname: 'else.example' })), ...maybe(1, 3, () => ({ port: pick([8443, 80, 443]) })),
    ...maybe(1, 2, () => ({ path: pick([{ type: 'ReplaceFullPath', replaceFullPath: '/moved' }, { type: 'ReplacePrefixMatch', replacePrefixMatch: '/m' }, { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' }]) })),
    ...(roll(2) === 0 && { statusCode: pick([301, 302, 303, 307, 308]) }),
  } };
}

function rewrite({ pick }) {
  return { type: 'URLRewrite', urlRewrite: pick([
    { hostname: 'inner.example' }, { path: { type: 'ReplaceFullPath', replaceFullPath: '/full' } }, { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/p' } },
    { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' } }, { hostname: 'inner.example', path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/p/' } },
  ]) };
}

function mirror(at, home) {
  const { pick } = at;
  return { type: 'RequestMirror', requestMirror: { backendRef: backend(at, home), ...pick([{}, { percent: 30 }, { percent: 0 }, { fraction: { numerator: 1, denominator: 200 } }, { fraction: { numerator: 5 } }]) } };
}

function cors({ pick, maybe }) {
  return { type: 'CORS', cors: {
    allowOrigins: pick([['https://app.example'], ['*'], ['https://*'], ['https://*.example', 'http://other.example']]), ...maybe(1, 2, () => ({ allowMethods: ['GET', 'PUT'] })), ...maybe(1, 3, () => ({ allowHeaders: ['x-a'] })),
    ...maybe(1, 3, () => ({ exposeHeaders: ['x-b'] })), ...maybe(1, 3, () => ({ allowCredentials: true })), ...maybe(1, 3, () => ({ maxAge: 600 })),
  } };
}
