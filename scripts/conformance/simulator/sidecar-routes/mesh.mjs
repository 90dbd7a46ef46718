// Random services and VirtualServices, and requests at the edges of their rules, the same for the same seed.
import { dice } from '../random.mjs';

const PATHS = ['/', '/a', '/a/', '/ab', '/a/b', '/a/b?v=1', '/a?v=2', '/A', '/x', '/x/'];
const MATCHES = [{ uri: { prefix: '/a' } }, { uri: { prefix: '/a/' } }, { uri: { exact: '/x' } }, { uri: { regex: '/a.?' } },
  { headers: { tier: { exact: 'gold' } } }, { headers: { tier: { prefix: 'go' } } }, { queryParams: { v: { exact: '1' } } },
  { uri: { prefix: '/' }, headers: { tier: { regex: 'g.*' } } }, { sourceLabels: { app: 'web' } }, { sourceNamespace: 'two' }];
const TIERS = [undefined, 'gold', 'good', 'Gold'];
const NAMESPACES = ['one', 'two'];
const NAMES = ['cart', 'shop', 'pay'];

export function randomMesh(seed, requests) {
  const roll = dice(seed);
  const pick = (list) => list[roll(list.length)];
  const objects = NAMESPACES.flatMap((namespace, at) => [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { 'istio-injection': 'enabled' } } },
    ...NAMES.flatMap((name, index) => service(namespace, name, `10.1.${at}.${index + 1}`)),
  ]);
  for (const name of NAMES) if (roll(3) > 0) objects.push(virtualService(pick, roll, pick(NAMESPACES), name));
  const callers = NAMESPACES.flatMap((namespace) => ['web', 'cron'].map((app) => ({ namespace, serviceAccount: app, labels: { app }, enrolled: true })));
  return {
    objects,
    requests: Array.from({ length: requests }, () => {
      const tier = pick(TIERS);
      return { from: pick(callers), to: `http://${pick(NAMES)}.${pick(NAMESPACES)}.svc.cluster.local:8080${pick(PATHS)}`, headers: tier ? { tier } : {} };
    }),
  };
}

function service(namespace, name, clusterIP) {
  const labels = { app: name };
  return [
    { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { clusterIP, selector: labels, ports: [{ name: 'http', port: 8080, targetPort: 8080, protocol: 'TCP' }] } },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace }, spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name, image: name }] } } } },
  ];
}

function virtualService(pick, roll, namespace, name) {
  const rules = Array.from({ length: 1 + roll(4) }, () => ({
    ...(roll(5) > 0 && { match: Array.from({ length: 1 + roll(2) }, () => pick(MATCHES)) }), ...action(pick, roll),
  }));
  return { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name, namespace }, spec: { hosts: [name], http: rules } };
}

function action(pick, roll) {
  const kind = roll(6);
  if (kind === 0) return { redirect: { uri: '/moved', redirectCode: pick([301, 302, 308]) } };
  if (kind === 1) return { directResponse: { status: pick([403, 503]) } };
  const [first, second] = [pick(NAMES), pick(NAMES)];
  return {
    route: kind === 2 || first === second ? [{ destination: { host: first } }] : [{ destination: { host: first }, weight: 90 }, { destination: { host: second }, weight: 10 }],
    ...(roll(2) === 0 && { timeout: pick(['1s', '2500ms', '1m30s']) }),
    ...(roll(4) === 0 && { fault: { abort: { httpStatus: pick([418, 500]), percentage: { value: pick([10, 50]) } } } }),
    ...(roll(4) === 0 && { mirror: { host: pick(NAMES) }, mirrorPercentage: { value: pick([25, 100]) } }),
    ...(roll(2) === 0 && { retries: { attempts: roll(4) } }),
  };
}
