import type { Manifest } from '../app';
import { authorizationsFor, holdsPort, inRange, podOf, routesOf, serverOf, type Authorization, type Pod, type Server } from './linkerd-index';
import { compare, rankOf, type Asked } from './linkerd-match';
import type { Evaluator, Request } from './types';

const SKIPPED = [4567, 4568];
const PROBE_NETWORKS = [{ cidr: '0.0.0.0/0' }, { cidr: '::/0' }];

/** Who is at the other end of the connection. */
interface Peer {
  readonly ip: string;
  readonly identity?: string;
}

/**
 * Linkerd's proxy of the pod that is asked: one Server or the pod's default policy; of the routes the one that matches best, and nothing of the
 * others; its authorisations and those of the Server. Both orders in which versions of the proxy compare routes must come to the same.
 */
export const evaluate: Evaluator = (objects, request, { trustDomain = 'cluster.local' } = {}) => {
  const { from, to } = request;
  const pod = podOf(objects, to);
  const ip = from.ip ?? '10.0.0.1';
  if (!pod.enrolled || SKIPPED.includes(to.port) || ip === '127.0.0.1' || ip === '::1') return 'allowed';
  // A connection is accepted whatever the policy.
  if (request.probe && request.path === undefined) return 'allowed';
  const peer: Peer = { ip, ...(from.account !== undefined && { identity: `${from.account}.${from.namespace}.serviceaccount.identity.linkerd.${trustDomain}` }) };
  const server = serverOf(objects, to, pod);
  const asked = request.path === undefined ? undefined : { method: request.method ?? 'GET', path: request.path.split(/[?#]/)[0]! };
  const admitted = server ? byServer(objects, request, server, pod, peer, asked, trustDomain) : byDefault(request, pod, peer, asked);
  return admitted ? 'allowed' : 'refused';
};

function byDefault(request: Request, pod: Pod, peer: Peer, asked: Asked | undefined): boolean {
  if (accessPolicy(pod.defaultPolicy).some(a => isShown(a, peer))) return true;
  return !holdsPort(pod.opaquePorts, request.to.port) && isProbed(request, pod, asked) && isShown({ networks: PROBE_NETWORKS }, peer);
}

function byServer(objects: readonly Manifest[], request: Request, server: Server, pod: Pod, peer: Peer, asked: Asked | undefined, trustDomain: string): boolean {
  const { namespace, port } = request.to;
  const forTarget = (group: string, kind: string, name: string) => authorizationsFor(objects, namespace, { group, kind, name }, trustDomain);
  const whole = [
    ...accessPolicy(server.accessPolicy), ...forTarget('policy.linkerd.io', 'Server', server.name), ...forTarget('', 'Namespace', namespace),
  ];
  const atServer = whole.some(a => isShown(a, peer));
  if (asked === undefined || ['opaque', 'TLS'].includes(server.protocol)) return atServer;
  // The kubelet asks by HTTP/1.1, unless it is by gRPC.
  if (request.probe && asked.method === 'GET' && ['HTTP/2', 'gRPC'].includes(server.protocol)) return false;
  const routes = routesOf(objects, namespace, server);
  if (routes.length === 0) {
    if (server.protocol === 'gRPC' && asked.method !== 'POST') return false;
    const automatic = ['HTTP/1', 'HTTP/2', 'unknown'].includes(server.protocol) && !holdsPort(pod.opaquePorts, port);
    return atServer || (automatic && isProbed(request, pod, asked) && isShown({ networks: PROBE_NETWORKS }, peer));
  }
  const verdicts = new Set(([0, 1] as const).flatMap(order => {
    const ranked = routes.flatMap(route => {
      const rank = rankOf(route, asked)?.[order];
      return rank ? [{ route, rank }] : [];
    });
    const best = ranked.map(r => r.rank).reduce((a, b) => (a && compare(a, b) >= 0 ? a : b), ranked[0]?.rank);
    const chosen = ranked.filter(r => compare(r.rank, best!) === 0);
    // No route: not found. Of equal ones the older is taken, which manifests do not tell.
    return chosen.length === 0 ? [false] : chosen.map(({ route }) => atServer
      || forTarget('gateway.networking.k8s.io', route['kind'], route['metadata'].name).some(a => isShown(a, peer)));
  }));
  if (verdicts.size > 1) throw new Error(`routes tie on ${asked.method} ${asked.path}`);
  return [...verdicts][0]!;
}

/** Whether the controller has made a route for what is asked, by itself. Pods without an object in the App are taken to have the probe that is made. */
function isProbed(request: Request, pod: Pod, asked: Asked | undefined): boolean {
  if (asked?.method !== 'GET') return false;
  const probes = pod.containers.flatMap(c => ['readinessProbe', 'livenessProbe', 'startupProbe'].map(kind => c[kind]?.httpGet).filter(Boolean).map(get => ({
    path: (get.path ?? '/').split('?')[0], port: typeof get.port === 'number' ? get.port : (c['ports'] ?? []).find((p: Manifest) => p['name'] === get.port)?.containerPort,
  })));
  return probes.some(p => p.path === asked.path && p.port === request.to.port) || (pod.containers.length === 0 && request.probe === true);
}

function accessPolicy(policy: string): Authorization[] {
  switch (policy) {
    case 'deny': return [];
    case 'all-authenticated': return [{ identities: ['*'] }];
    case 'all-unauthenticated':
    case 'audit': return [{}];
    default: throw new Error(`access policy ${policy}`);
  }
}

/** Nothing that is asked for is everybody. */
function isShown({ identities, networks }: Authorization, { ip, identity }: Peer): boolean {
  const known = identities === undefined || (identity !== undefined && identities.some(i => (i === '*' || (i.startsWith('*.') ? identity.endsWith(i.slice(1)) : i === identity))));
  return known && (networks === undefined || networks.some(n => inRange(n.cidr, ip) && !(n.except ?? []).some(part => inRange(part, ip))));
}
