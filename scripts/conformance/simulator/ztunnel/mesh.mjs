// Random ambient meshes, and calls between pods of every kind at the edges of what their policies say.
import { CALLERS, cluster, ENTRY_HOST, meshConfiguration } from '../ambient/cluster.mjs';
import { AGES, authorizationPolicy, peerAuthentication } from '../ambient/policies.mjs';
import { waypoint, waypointLabels } from '../ambient/waypoints.mjs';
import { chance, tidy } from '../gateway-routes/pools.mjs';
import { dice } from '../random.mjs';

const TARGETS = [
  'http://cart.shop', 'http://cart.shop', 'http://cart.shop:8081', 'grpc://cart.shop:9090', 'tcp://cart.shop:7000', 'http://web.shop', 'http://api.pay', 'tcp://api.pay:7000', 'grpc://api.pay:9090',
  'tcp://db.pay:7001', 'http://db.pay:8080', 'http://job.bare', 'https://cart.shop:80', `http://${ENTRY_HOST}`, `tcp://${ENTRY_HOST}:7000`,
];
/** Ports of the pods themselves. */
const DIRECT = ['http://cart.shop:8080', 'grpc://cart.shop:9091', 'tcp://cart.shop:7001', 'tcp://cart.shop:1', 'http://api.pay:8080', 'tcp://web.shop:7001'];
const PATHS = ['/', '/a', '/a/b', '/x'];

export function randomMesh(seed, requests) {
  const roll = dice(seed);
  const it = chance(roll);
  const { pick } = it;
  const labels = waypointLabels(it);
  const ages = roll(2) === 0 ? AGES : AGES.toReversed();
  const objects = [
    ...cluster(it, labels), ...(roll(3) === 0 ? [meshConfiguration(it)] : []), waypoint(it, 'shop'), waypoint(it, 'pay'),
    ...Array.from({ length: roll(7) }, (_none, index) => peerAuthentication(it, index, ages[index])),
    ...Array.from({ length: roll(4) }, (_none, index) => authorizationPolicy(it, index)),
    ...(roll(8) === 0 ? [authorizationPolicy(it, 9, { home: 'shop', targetRefs: [{ group: '', kind: 'Service', name: 'cart' }] })] : []),
  ];
  return { objects: tidy(objects), requests: Array.from({ length: requests }, () => tidy(request(pick, roll))) };
}

function request(pick, roll) {
  const from = roll(12) === 0 ? { ip: pick(['10.9.0.9', '203.0.113.7']) } : pick(CALLERS);
  const direct = roll(4) === 0;
  const to = pick(direct ? DIRECT : TARGETS);
  const [, scheme, host] = /^(\w+):\/\/([^:]*)/.exec(to);
  const path = { http: pick(PATHS), https: pick(PATHS), grpc: '/shop.Cart/Get' }[scheme] ?? '';
  return {
    from, to: `${to}${path}`, ...(scheme === 'http' && roll(2) === 0 && { method: 'POST' }), ...(scheme === 'http' && roll(3) === 0 && { headers: { 'x-tier': 'gold' } }),
    ...(direct && { directTo: host === 'cart.shop' ? pick([{ version: 'v1' }, { version: 'v2' }, { app: 'cart' }]) : { app: host.split('.')[0] } }),
  };
}
