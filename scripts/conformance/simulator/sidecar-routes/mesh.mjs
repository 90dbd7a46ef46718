// Random meshes of sidecars: what callers know, what routes say, and requests at the edges of their rules, the same for the same seed.
import { grpcRoute, httpRoute, layer4Route } from '../gateway-routes/api-routes.mjs';
import { PATHS, chance, tidy } from '../gateway-routes/pools.mjs';
import { connections, httpRule } from '../gateway-routes/virtual-services.mjs';
import { dice } from '../random.mjs';
import { HOSTS, SERVICES, servicesOf } from './services.mjs';

const NETWORKING = 'networking.istio.io/v1';
const CALLERS = [
  { namespace: 'shop', serviceAccount: 'web', labels: { app: 'web', version: 'v1' }, enrolled: true }, { namespace: 'pay', serviceAccount: 'job', labels: { app: 'job', version: 'v1' }, enrolled: true },
  { namespace: 'edge', serviceAccount: 'web', labels: { app: 'web', version: 'v1' }, enrolled: true },
];
/** Which schemes a port is called with, the most likely ones more often; the protocol is the first part of the port's name. */
const SCHEMES = { http: ['http', 'http', 'http', 'http', 'grpc', 'tcp', 'https'], http2: ['http', 'grpc'], grpc: ['grpc', 'grpc', 'http'], tcp: ['tcp', 'http', 'tls'], tls: ['tls', 'https', 'tcp'], https: ['https', 'tls', 'http'], any: ['http', 'tcp', 'tls'] };
const UNKNOWN = ['nobody.example.org', 'b.wild.example.net', 'near.example.net', 'far.example.net', 'a.wild.example.net', 'c.a.wild.example.net'];

export function randomMesh(seed, requests) {
  const at = chance(dice(seed));
  const objects = tidy([
    ...declaredOnce(servicesOf(at)),
    ...at.times(5, (index) => virtualService(at, `virtual-${index}`)).flat(),
    ...at.roll(2) === 0 ? at.times(4, (index) => route(at, `route-${index}`)) : [],
    ...at.roll(2) === 0 ? at.times(3, (index) => destinationRule(at, `rule-${index}`)) : [],
    ...at.roll(3) === 0 ? at.times(2, (index) => sidecar(at, `sidecar-${index}`)) : [],
  ]);
  return { objects, requests: Array.from({ length: requests }, () => tidy(request(at, objects))) };
}

/** Of ServiceEntries of one namespace with a host in the same words, istiod does not take the same one for a port in every run. */
function declaredOnce(objects) {
  const known = new Set();
  return objects.filter(({ kind, metadata, spec }) => {
    if (kind !== 'ServiceEntry') return true;
    const hosts = spec.hosts.map((host) => `${metadata.namespace}/${host}`);
    const isNew = !hosts.some((host) => known.has(host));
    if (isNew) for (const host of hosts) known.add(host);
    return isNew;
  });
}

function virtualService(at, name) {
  const { roll, pick, some, maybe, times, age } = at;
  const home = pick(['shop', 'shop', 'pay', 'edge']);
  const hosts = pick([some(HOSTS, 2), some(HOSTS, 1), ['cart'], ['*.shop.svc.cluster.local'], ['*.wild.example.net'], ['*.example.net'], ['elsewhere.example'], ['nobody.example.org'], ['alias.shop.svc.cluster.local']]);
  const delegates = roll(6) === 0;
  const part = { apiVersion: NETWORKING, kind: 'VirtualService', metadata: { namespace: home, name: `${name}-part`, ...age() }, spec: { http: times(2, () => httpRule(at, [], home, { delegated: true })) } };
  const layer4 = () => ({ ...maybe(1, 2, () => ({ port: pick([5432, 7000, 8080, 8443]) })), ...maybe(1, 5, () => pick([{ destinationSubnets: ['10.1.0.0/16'] }, { sourceNamespace: 'shop' }, { sourceLabels: { app: 'web' } }, { gateways: ['mesh'] }])) });
  return [...(delegates ? [part] : []), {
    apiVersion: NETWORKING, kind: 'VirtualService', metadata: { namespace: home, name, ...age() },
    spec: {
      hosts, ...maybe(1, 4, () => ({ gateways: pick([['mesh'], ['edge/front', 'mesh'], ['edge/front']]) })), ...maybe(1, 4, () => ({ exportTo: pick([['.'], ['*'], ['shop'], ['edge', 'pay']]) })),
      http: [...(delegates ? [{ match: [{ uri: { prefix: '/a' } }], delegate: { name: `${name}-part` } }] : []), ...times(3, () => httpRule(at, [], home, { mesh: true }))],
      ...maybe(1, 3, () => ({ tcp: times(2, () => ({ ...maybe(1, 2, () => ({ match: times(2, layer4) })), route: connections(at) })) })),
      ...maybe(1, 3, () => ({ tls: times(2, () => ({ match: times(2, () => ({ ...layer4(), sniHosts: [pick(hosts.map(inFull))] })), route: connections(at) })) })),
    },
  }];
}

function inFull(host) {
  return host.includes('.') ? host : `${host}.shop.svc.cluster.local`;
}

function route(at, name) {
  const { roll, pick, times } = at;
  const home = pick(['shop', 'shop', 'pay', 'edge']);
  const parents = () => times(2, () => {
    const [owner, parent, ports] = pick(SERVICES);
    return { group: '', kind: 'Service', namespace: owner, name: parent, ...(roll(4) === 0 && { port: pick(ports)[1] }) };
  }).filter((ref, index, all) => all.findIndex((other) => other.name === ref.name) === index);
  return pick([httpRoute, httpRoute, httpRoute, grpcRoute, layer4Route])(at, { home, name, parents });
}

function destinationRule({ pick, maybe, age }, name) {
  return {
    apiVersion: NETWORKING, kind: 'DestinationRule', metadata: { namespace: pick(['shop', 'edge', 'pay']), name, ...age() },
    spec: {
      host: pick(['cart.shop.svc.cluster.local', 'cart.shop.svc.cluster.local', '*.shop.svc.cluster.local', 'api.pay.svc.cluster.local']),
      ...maybe(2, 3, () => ({ subsets: pick([[{ name: 'v1', labels: { version: 'v1' } }], [{ name: 'v1', labels: { version: 'v1' } }, { name: 'v9', labels: { version: 'v9' } }]]) })),
      ...maybe(1, 4, () => ({ exportTo: pick([['.'], ['*'], ['shop']]) })), ...maybe(1, 5, () => ({ workloadSelector: { matchLabels: { app: pick(['web', 'job']) } } })),
    },
  };
}

const IMPORTS = ['./*', '*/*', 'shop/*', 'pay/api.pay.svc.cluster.local', '*/*.example.net', '~/*', '*/cart.shop.svc.cluster.local', 'pay/far.example.net', '*/a.wild.example.net', '~shop/cart-v1.shop.svc.cluster.local', './api.pay.svc.cluster.local'];

function sidecar({ pick, some, maybe, times, roll }, name) {
  // Of a port that is said, calls go by that listener alone.
  const listeners = roll(3) > 0 ? [] : times(2, () => ({ port: { number: pick([80, 443, 5432, 8080, 8443, 9090]), protocol: pick(['HTTP', 'HTTP', 'TCP', 'TLS', 'HTTPS', 'GRPC', 'MONGO']), name: 'own' }, hosts: some(IMPORTS, 3) }))
    .filter(({ port: { number } }, index, all) => all.findIndex((other) => other.port.number === number) === index);
  return {
    apiVersion: NETWORKING, kind: 'Sidecar', metadata: { namespace: pick(['shop', 'pay', 'edge', 'istio-system']), name },
    spec: {
      ...maybe(1, 4, () => ({ workloadSelector: { labels: { app: pick(['web', 'job']) } } })),
      egress: [...listeners, { hosts: some(IMPORTS, 3) }],
      ...maybe(1, 2, () => ({ outboundTrafficPolicy: { mode: pick(['REGISTRY_ONLY', 'ALLOW_ANY']) } })),
    },
  };
}

function request(at, objects) {
  const { roll, pick, maybe } = at;
  const from = pick(CALLERS);
  const [host, number, protocol] = called(at, from, objects);
  const scheme = pick(SCHEMES[protocol] ?? SCHEMES.http);
  const http = scheme === 'http' || scheme === 'grpc';
  const path = !http ? '' : pick(scheme === 'grpc' ? ['/grpc.Shop/Get', '/grpc.Shop/Put', '/grpc.Pay/Get'] : PATHS);
  const headers = http ? {
    ...maybe(1, 2, () => ({ 'x-tier': pick(['gold', 'good', 'Gold']) })), ...maybe(1, 3, () => ({ 'x-a': 'sent' })), ...maybe(1, 3, () => ({ 'x-b': pick(['1', '2']) })),
    ...maybe(1, 8, () => ({ host: pick(['cart-v1.shop', 'elsewhere.example', 'far.example.net', 'cart', 'CART.shop.svc.cluster.local:8080']) })),
    ...maybe(1, 4, () => ({ origin: pick(['https://app.example', 'http://bad.example']), ...maybe(1, 2, () => ({ 'access-control-request-method': 'GET' })) })),
  } : undefined;
  return { from, to: `${scheme}://${host}:${roll(20) === 0 ? 81 : number}${path}`, headers, ...(scheme === 'http' && maybe(1, 3, () => ({ method: pick(['POST', 'PUT', 'OPTIONS']) }))) };
}

/** A name, a port of it and how the port is called. */
function called({ roll, pick }, { namespace }, objects) {
  const entries = objects.filter(({ kind }) => kind === 'ServiceEntry');
  if (entries.length > 0 && roll(3) === 0) {
    const { spec } = pick(entries);
    const { number, protocol } = pick(spec.ports);
    return [pick([...spec.hosts, ...UNKNOWN].filter((one) => !one.startsWith('*'))), number, protocol.toLowerCase()];
  }
  if (roll(12) === 0) return [pick(UNKNOWN), pick([80, 8080, 443, 5432]), pick(['http', 'http', 'tcp', 'tls'])];
  const alias = objects.find(({ spec }) => spec?.externalName);
  if (alias && roll(10) === 0) return ['alias.shop.svc.cluster.local', 8080, 'http'];
  const [home, name, ports] = pick(SERVICES);
  const [portName, number] = pick(ports);
  return [pick([`${name}.${home}.svc.cluster.local`, `${name}.${home}.svc.cluster.local`, `${name}.${home}`, ...(home === namespace ? [name] : [])]), number, portName.split('-')[0]];
}
