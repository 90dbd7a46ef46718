import { enrolment } from '../../../manifest/enrolment';
import { admitsUnauthenticated, policiesOnRoute, policiesOnServer } from '../../../manifest/linkerd/inbound-policies';
import { isOpaqueAtPods, listsPort, podAnnotation, portList } from '../../../manifest/linkerd/port-list';
import { parentsIn } from '../../../manifest/linkerd/route-parents';
import type { Server } from '../../../manifest/linkerd/servers';
import { serversOfPort } from '../../../manifest/linkerd/servers';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { ManifestSet } from '../../../manifest/manifest-set';
import type { Probe } from '../../../manifest/probes';
import { probesOf } from '../../../manifest/probes';
import type { Workload } from '../../../manifest/workloads';
import { workloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';
import { matchesProbe } from './probe-match';

const DEFAULT_POLICY = 'config.linkerd.io/default-inbound-policy';

/** Why a probe does not get through, and what lets it. */
interface CutOff {
  readonly why: string;
  readonly remedy: string;
  readonly related: readonly ManifestObject[];
}

export const probesCutOff: Rule = {
  id: 'probes-cut-off',
  severity: 'error',
  what: 'A probe of the kubelet is not admitted by Linkerd\'s proxy, or no route matches it.',
  why: 'Kubelets have no identity in the mesh. Linkerd admits HTTP probes by itself, but not where a route is attached to the Server of the port, not over HTTPS or on a port that is not HTTP to the proxy, and never gRPC probes. Pods then do not become ready, or are restarted again and again.',
  remedy: 'Attach a route for the path of the probe, with an AuthorizationPolicy that requires a NetworkAuthentication with the addresses of the nodes only.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/authorization-policy/', 'https://linkerd.io/2-edge/tasks/configuring-per-route-policy/'],
  check(set, report) {
    for (const workload of workloads(set)) {
      const probes = workload.madeBy ? [] : probesOf(workload).filter(({ how }) => how !== 'tcp');
      if (probes.length === 0 || enrolment(set, workload).dataPlane !== 'linkerd') continue;
      const skipped = portList(podAnnotation(set, workload, 'config.linkerd.io/skip-inbound-ports') ?? '');
      for (const probe of probes) {
        const { number } = probe;
        const cut = number === undefined || listsPort(skipped, number) ? undefined : cutOff(set, workload, probe, number);
        if (cut === undefined) continue;
        report(workload.object, probe.path.slice(0, -1), {
          message: `The ${words(probe)} of ${workload.object.kind} ${workload.namespace}/${workload.name} does not get through: ${cut.why}.`,
          remedy: cut.remedy, related: cut.related,
        });
      }
    }
  },
};

function cutOff(set: ManifestSet, workload: Workload, probe: Probe, port: number): CutOff | undefined {
  const server = serversOfPort(set, workload, port)[0];
  if (server) return atServer(set, probe, server, isOpaqueAtPods(set, workload, port));
  const policy = podAnnotation(set, workload, DEFAULT_POLICY);
  if (policy === undefined || isOpen(policy)) return undefined;
  const why = notByItself(probe, isOpaqueAtPods(set, workload, port) ? 'opaque' : 'unknown');
  return why === undefined ? undefined : {
    why: `the default policy of the pods is ${policy}, and ${why}`,
    remedy: `Write a Server for port ${port} with a route for ${pathOf(probe)} that an AuthorizationPolicy with a NetworkAuthentication only is on${probe.how === 'https' ? ', and let the probe use HTTP' : ''}.`, related: [],
  };
}

function atServer(set: ManifestSet, probe: Probe, server: Server, isOpaque: boolean): CutOff | undefined {
  const { namespace, name, accessPolicy, proxyProtocol, object } = server;
  const isGrpc = proxyProtocol === 'gRPC';
  const hasNoRoutes = ['opaque', 'TLS'].includes(proxyProtocol) || isOpaque;
  const routes = hasNoRoutes ? [] : parentsIn(set, 'Server', namespace, name).map(({ route }) => route).filter(route => route.namespace === namespace && route.kind === (isGrpc ? 'GRPCRoute' : 'HTTPRoute'));
  const admitsAll = isOpen(accessPolicy) || policiesOnServer(set, server).some(policy => admitsUnauthenticated(set, policy));
  const where = `Server ${namespace}/${name}`;
  if (routes.length === 0) {
    const why = admitsAll ? undefined : notByItself(probe, hasNoRoutes ? 'opaque' : proxyProtocol);
    return why === undefined ? undefined : {
      why: `${where} admits nobody without an identity, and ${why}`,
      remedy: hasNoRoutes || probe.how === 'https' ? `Let the probe use HTTP on a port that is HTTP to ${where}, or make it a tcpSocket probe, which always succeeds.`
        : `Attach a ${isGrpc ? 'GRPCRoute' : 'HTTPRoute'} for ${pathOf(probe)} to ${where}, a route for everything else, and an AuthorizationPolicy with a NetworkAuthentication only on the first.`,
      related: [object],
    };
  }
  const matching = routes.filter(route => matchesProbe(route, probe));
  if (matching.length === 0) {
    return {
      why: `${where} has routes, and none of them matches ${pathOf(probe)}, so that the answer is 404`,
      remedy: `Attach a${isGrpc ? ' GRPCRoute' : 'n HTTPRoute'} for ${pathOf(probe)} to ${where}${admitsAll ? '' : ', and an AuthorizationPolicy with a NetworkAuthentication only to the route'}.`,
      related: [object, ...routes],
    };
  }
  if (admitsAll || matching.some(route => policiesOnRoute(set, route).some(policy => admitsUnauthenticated(set, policy)))) return undefined;
  return {
    why: `no policy on ${matching.map(route => `${route.kind} ${route.namespace}/${route.name}`).join(' or ')} admits callers without an identity`,
    remedy: `Attach a route for ${pathOf(probe)} only to ${where}, with an AuthorizationPolicy that requires nothing but a NetworkAuthentication with the addresses of the nodes.`,
    related: [object, ...matching],
  };
}

function isOpen(policy: string): boolean {
  return policy.endsWith('unauthenticated') || policy === 'audit';
}

/** Why Linkerd does not admit a probe by itself on a port of a protocol without routes. */
function notByItself({ how }: Probe, proxyProtocol: string): string | undefined {
  if (how === 'grpc') return 'Linkerd admits no gRPC probes by itself';
  if (how === 'https') return 'Linkerd sees no path in a probe over HTTPS';
  return ['gRPC', 'opaque', 'TLS'].includes(proxyProtocol) ? `its port is ${proxyProtocol}, where Linkerd admits no HTTP probe by itself` : undefined;
}

function words({ kind, how, number, target }: Probe): string {
  const subject = how === 'grpc' ? 'gRPC' : how === 'https' ? `HTTPS ${target}` : `HTTP ${target}`;
  return `${kind} (${subject} on port ${number})`;
}

function pathOf({ how, target }: Probe): string {
  return how === 'grpc' ? 'grpc.health.v1.Health/Check' : `GET ${target}`;
}
