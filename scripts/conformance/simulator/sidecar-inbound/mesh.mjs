// Random namespaces with sidecars and policies at every level, and calls at the edges of what the policies say.
import { CALLERS, cluster, meshConfiguration } from '../ambient/cluster.mjs';
import { AGES, authorizationPolicy, peerAuthentication } from '../ambient/policies.mjs';
import { chance, tidy } from '../gateway-routes/pools.mjs';
import { dice } from '../random.mjs';

import { FORWARDED, HOSTS, PATHS, requestAuthentication, token } from '../waypoint-authorization/mesh.mjs';

const HOMES = ['istio-system', 'shop', 'shop', 'pay'];
const SELECTORS = [{ app: 'cart' }, { app: 'cart', version: 'v1' }, { app: 'api' }, { app: 'db' }];
const URLS = [
  'http://cart.shop', 'http://cart.shop', 'http://cart.shop', 'http://cart.shop:8081', 'grpc://cart.shop:9090', 'http://cart.shop:7000', 'tcp://cart.shop:7000', 'tcp://cart.shop:80', 'http://web.shop', 'http://api.pay', 'http://api.pay',
  'tcp://api.pay:7000',
];

export function randomMesh(seed, requests) {
  const roll = dice(seed);
  const it = chance(roll);
  const { pick, times } = it;
  const configuration = roll(3) === 0 ? [meshConfiguration(it)] : [];
  const policies = [
    ...times(4, (index) => withoutPlaces(authorizationPolicy(it, index))),
    ...(roll(3) > 0 ? times(2, (index) => withoutDisable(peerAuthentication(it, index, AGES[index]))) : []),
    ...authentications(it),
  ];
  const objects = [...cluster({ ...it, maybe: () => ({}) }).map(asSidecars), ...configuration, ...policies].filter(({ kind }) => kind !== 'ServiceEntry');
  return { objects: tidy(objects), requests: Array.from({ length: requests }, () => tidy(request(pick, roll))) };
}

function asSidecars(object) {
  if (object.kind !== 'Namespace' || !['shop', 'pay', 'legacy'].includes(object.metadata.name)) return object;
  const { 'istio.io/dataplane-mode': _mode, ...labels } = object.metadata.labels;
  return { ...object, metadata: { ...object.metadata, labels: { ...labels, 'istio-injection': 'enabled' } } };
}

/** Addresses of pods, and server names that sidecars send to each other, are in no manifest. */
function withoutPlaces(policy) {
  const kept = policy.spec.rules?.map(({ when, ...rule }) => ({ ...rule, ...(when && { when: when.filter(({ key }) => !['destination.ip', 'connection.sni'].includes(key)) }) }));
  return kept ? { ...policy, spec: { ...policy.spec, rules: kept.map(({ when, ...rule }) => (when?.length > 0 ? { ...rule, when } : rule)) } } : policy;
}

/** What callers do where the other side takes no mutual TLS is not asked here. */
function withoutDisable(policy) {
  return JSON.parse(JSON.stringify(policy).replaceAll('DISABLE', 'PERMISSIVE'));
}

/** One for a namespace: istiod asks those of one in no certain order. */
function authentications({ roll, pick, ...it }) {
  const all = Array.from({ length: roll(4) }, (_none, index) => {
    const selector = roll(2) === 0 ? { selector: { matchLabels: pick(SELECTORS) } } : {};
    return requestAuthentication({ roll, pick, ...it }, index, { home: pick(HOMES), ...selector });
  });
  return [...new Map(all.map((one) => [one.metadata.namespace, one])).values()].slice(0, 1);
}

function request(pick, roll) {
  const from = pick(CALLERS);
  const to = pick(URLS);
  const [scheme] = to.split(':');
  if (scheme === 'tcp') return { from, to };
  const headers = { ...(roll(3) === 0 && { 'x-tier': pick(['gold', 'good', 'old', '']) }), ...(roll(5) === 0 && { host: pick(HOSTS) }), ...(roll(5) === 0 && { 'x-forwarded-for': pick(FORWARDED) }) };
  return {
    from, to: `${to}${scheme === 'grpc' ? '/shop.Cart/Get' : pick(PATHS)}`,
    ...(scheme === 'http' && roll(2) === 0 && { method: pick(['POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD']) }), ...(Object.keys(headers).length > 0 && { headers }), ...(roll(2) === 0 && token(pick, roll)),
  };
}
