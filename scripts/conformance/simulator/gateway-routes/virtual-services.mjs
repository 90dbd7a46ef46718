// VirtualServices of gateways: hosts, gateways, exports, delegates, and rules for HTTP, TLS and TCP.
import { HOSTS } from './pools.mjs';

const DESTINATIONS = [
  { host: 'cart.shop.svc.cluster.local' }, { host: 'cart.shop.svc.cluster.local', subset: 'v1' }, { host: 'cart-v1.shop.svc.cluster.local' },
  { host: 'cart-v2.shop.svc.cluster.local' }, { host: 'db.pay.svc.cluster.local' }, { host: 'db.pay.svc.cluster.local', port: { number: 5432 } }, { host: 'cart.shop.svc.cluster.local', subset: 'v9' },
  { host: 'cart-v1.shop.svc.cluster.local', port: { number: 8080 } }, { host: 'cart-v2.shop.svc.cluster.local', port: { number: 8080 } },
  { host: 'api.pay.svc.cluster.local', port: { number: 9090 } }, { host: 'api.pay.svc.cluster.local' }, { host: 'cart' }, { host: 'gone.shop.svc.cluster.local', port: { number: 8080 } },
  { host: 'cart.shop.svc.cluster.local', port: { number: 81 } }, { host: 'far.example.net' }, { host: 'far.example.net', port: { number: 80 } },
];

export function virtualService(at, home, name, gateways) {
  const { roll, pick, some, maybe, times, age } = at;
  const hosts = distinctHosts(some(HOSTS, 2));
  const delegate = roll(5) === 0 ? [{
    apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { namespace: home, name: `${name}-part`, ...age() },
    spec: { http: times(2, () => httpRule(at, gateways, home, { delegated: true })) },
  }] : [];
  const rules = times(3, (index) => (delegate.length > 0 && index === 0 ? { match: [{ uri: { prefix: '/a' } }], delegate: { name: `${name}-part`, ...(roll(2) === 0 && { namespace: home }) } } : httpRule(at, gateways, home)));
  return [...delegate, {
    apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { namespace: home, name, ...age() },
    spec: {
      hosts, gateways: some([...gateways.map((one) => gatewayName(at, home, one)), ...gateways.map((one) => gatewayName(at, home, one)), ...(hosts.includes('*') ? [] : ['mesh'])], 3),
      ...maybe(1, 4, () => ({ exportTo: pick([['.'], ['*'], ['edge'], ['shop', 'pay']]) })),
      http: rules,
      ...maybe(1, 2, () => ({ tls: times(2, () => ({ match: times(2, () => ({ sniHosts: sniHosts(at, hosts), ...maybe(1, 5, () => ({ port: pick([443, 9443]) })), ...maybe(1, 5, () => ({ gateways: [gatewayName(at, home, pick(gateways))] })) })), route: connections(at) })) })),
      ...maybe(1, 2, () => ({ tcp: times(2, () => ({ ...maybe(1, 2, () => ({ match: times(2, () => ({ ...maybe(1, 3, () => ({ port: pick([9000, 443, 80]) })), ...maybe(1, 5, () => pick([{ destinationSubnets: ['10.9.0.0/16'] }, { sourceNamespace: 'shop' }, { sourceLabels: { app: 'other' } }])), ...maybe(1, 4, () => ({ gateways: [gatewayName(at, home, pick(gateways))] })) })) })), route: connections(at) })) })),
    },
  }];
}

/** A host that another covers is refused. */
function distinctHosts(hosts) {
  return hosts.filter((host) => !hosts.some((other) => other !== host && other.startsWith('*') && host.endsWith(other.slice(1))));
}

function sniHosts(at, hosts) {
  return at.some(hosts.flatMap((host) => (host.startsWith('*') ? [host, host === '*' ? 'example.org' : `api${host.slice(1)}`] : [host])), 2);
}

function gatewayName({ pick }, home, [namespace, name]) {
  return pick([`${namespace}/${name}`, `${namespace}/${name}`, ...(namespace === home ? [name] : []), `${name}.${namespace}.svc.cluster.local`]);
}

export function connections({ roll, pick }) {
  const [first, second] = [pick(DESTINATIONS), pick(DESTINATIONS)];
  return roll(2) === 0 ? [{ destination: first }] : [{ destination: first, weight: 30 }, { destination: second, weight: 70 }];
}

/** A rule for HTTP; that of a delegate names no gateways, that of the mesh names it. */
export function httpRule(at, gateways, home, { delegated = false, mesh = false } = {}) {
  const { maybe, times } = at;
  return { ...maybe(4, 5, () => ({ match: times(2, () => match(at, home, delegated ? [] : mesh ? ['mesh', 'edge/front'] : [...gateways.map((one) => gatewayName(at, home, one)), 'mesh'])) })), ...action(at) };
}

function match(at, home, gateways) {
  const { pick, maybe } = at;
  const text = (...values) => pick(values.flatMap((value) => [{ exact: value }, { prefix: value.slice(0, 2) }, { regex: `${value.slice(0, -1)}.?` }]));
  return {
    ...maybe(2, 3, () => ({ uri: pick([{ prefix: '/a' }, { prefix: '/a/' }, { exact: '/x' }, { exact: '/' }, { regex: '/a.?' }, { prefix: '/' }, { regex: '.*' }, { prefix: '/a/b' }]) })),
    ...maybe(1, 6, () => ({ ignoreUriCase: true })),
    ...maybe(1, 5, () => ({ method: pick([{ exact: 'GET' }, { exact: 'POST' }, { regex: 'GET|PUT' }]) })),
    ...maybe(1, 6, () => ({ scheme: pick([{ exact: 'https' }, { exact: 'http' }]) })),
    ...maybe(1, 6, () => ({ authority: pick([{ exact: 'shop.example.com' }, { prefix: 'api.' }, { regex: '.*:\\d+' }]) })),
    ...maybe(1, 4, () => ({ headers: { 'x-tier': pick([text('gold'), {}]) } })),
    ...maybe(1, 6, () => ({ withoutHeaders: { 'x-b': pick([text('1'), {}]) } })),
    ...maybe(1, 6, () => ({ queryParams: { v: pick([{ exact: '1' }, { regex: '\\d+' }, { prefix: '1' }, {}]) } })),
    ...maybe(1, 5, () => ({ port: pick([80, 443, 8080]) })),
    ...(gateways.length === 0 ? {} : maybe(1, 5, () => ({ gateways: [pick(gateways)] }))),
    ...maybe(1, 9, () => ({ sourceNamespace: pick(['edge', 'shop']) })),
    ...maybe(1, 9, () => ({ sourceLabels: pick([{ istio: 'ingress' }, { app: 'other' }]) })),
  };
}

function action(at) {
  const { roll, pick, maybe, times } = at;
  const kind = roll(7);
  const cors = maybe(1, 6, () => ({ corsPolicy: { allowOrigins: [pick([{ exact: 'https://app.example' }, { regex: 'https://.*' }])], allowMethods: ['GET'], maxAge: '1h', ...maybe(1, 2, () => ({ allowCredentials: true })), ...maybe(1, 2, () => ({ unmatchedPreflights: pick(['IGNORE', 'FORWARD']) })) } }));
  if (kind === 0) return { redirect: redirect(at), ...cors };
  if (kind === 1) return { directResponse: { status: pick([403, 503]) }, ...headers(at) };
  const weights = pick([[100], [90, 10], [50, 50], [1, 0, 2]]);
  return {
    route: weights.map((weight) => ({ destination: pick(DESTINATIONS), ...(weights.length > 1 && { weight }), ...maybe(1, 5, () => headers(at)) })),
    ...cors, ...headers(at),
    ...maybe(1, 4, () => ({ rewrite: pick([{ uri: '/new' }, { uri: '/' }, { authority: 'inner.example' }, { uri: '/n/', authority: 'inner.example' }, { uriRegexRewrite: { match: '^/a/(.*)', rewrite: '/z/\\1' } }]) })),
    ...maybe(1, 3, () => ({ timeout: pick(['1s', '2500ms', '1m30s']) })),
    ...maybe(1, 3, () => ({ retries: pick([{ attempts: 0 }, { attempts: 3 }, { attempts: 1, perTryTimeout: '2s' }, { attempts: 2, retryOn: '5xx,503,reset' }]) })),
    ...maybe(1, 6, () => ({ fault: pick([{ abort: { httpStatus: 418, percentage: { value: 10 } } }, { delay: { fixedDelay: '2s', percentage: { value: 0.5 } } }, { abort: { httpStatus: 500, percentage: { value: 0 } } }]) })),
    ...pick([
      {}, {}, {}, {}, { mirror: pick(DESTINATIONS), ...maybe(1, 2, () => ({ mirrorPercentage: { value: pick([0, 25]) } })) },
      { mirrors: times(2, () => ({ destination: pick(DESTINATIONS), ...maybe(2, 3, () => ({ percentage: { value: pick([0, 30, 100]) } })) })) },
    ]),
  };
}

function redirect({ pick, maybe }) {
  return {
    ...pick([{ uri: '/moved' }, { authority: 'else.example' }, { scheme: 'https' }, { uri: '/m?k=1', authority: 'else.example' }]),
    ...maybe(1, 2, () => ({ redirectCode: pick([301, 302, 303, 307, 308]) })), ...maybe(1, 4, () => pick([{ port: 8443 }, { port: 80 }, { derivePort: 'FROM_REQUEST_PORT' }, { derivePort: 'FROM_PROTOCOL_DEFAULT' }])),
  };
}

function headers({ roll, pick, maybe }) {
  if (roll(3) > 0) return {};
  const operations = () => ({
    ...maybe(1, 2, () => ({ set: pick([{ 'x-a': 'set' }, { 'X-A': 'Set', 'x-b': 'b' }]) })), ...maybe(1, 2, () => ({ add: pick([{ 'x-a': 'added' }, { 'x-b': 'more' }]) })), ...maybe(1, 3, () => ({ remove: [pick(['x-a', 'x-tier', 'X-B'])] })),
  });
  return { headers: { ...maybe(2, 3, () => ({ request: { ...operations(), ...maybe(1, 5, () => ({ set: { host: 'named.example' } })) } })), ...maybe(1, 2, () => ({ response: operations() })) } };
}
