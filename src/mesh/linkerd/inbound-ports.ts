import type { ProbeModel, WorkloadModel } from '../../model/model';
import { containerProtocol, deniesByDefault, effectiveMtls, isMtlsException, portRules, requestKey, type PortRules } from '../../model/port-rules';
import { Protocol, speaksHttp } from '../../model/protocol';
import type { RequestPattern } from '../../model/security';
import type { RouteKind } from '../shared/foreign-routes';
import { reduceCallers, type InboundCaller } from './inbound-callers';
import { workloadPolicy, type InboundPolicy } from './inbound-policy';
import { grpcCalls, pathMatch } from './inbound-routes';
import { pathForm } from './path-form';
import { requestCells, type Cell, type InboundRule } from './request-cells';

/** What a Server says that its port speaks. With `unknown` the proxy would wait for bytes, and what is not HTTP would come past the routes. */
export type ProxyProtocol = 'HTTP/1' | 'HTTP/2' | 'gRPC' | 'opaque' | 'TLS';

/** A container port that has a Server. */
export interface InboundPort {
  readonly port: number;
  readonly proxyProtocol: ProxyProtocol;
  readonly accessPolicy: InboundPolicy;
  /** Whether nobody but the kubelet comes in without an identity. */
  readonly strict: boolean;
  /** Callers whom authorisations of the Server let in for whatever they send; reduced. */
  readonly callers: readonly InboundCaller[];
  /** Requests that routes tell apart. */
  readonly cells: readonly Cell[];
  readonly routeKind: RouteKind;
  /** Construct paths of the lists. */
  readonly paths: readonly string[];
}

/** The path of the question that the kubelet asks by gRPC. */
const HEALTH_CHECK = '/grpc.health.v1.Health/Check';
/** Key of the rule that lets the kubelet in; those of other rules are JSON. */
export const PROBES = 'probes';

/** The ports that need a Server: what has none has the pods' default policy, and routes hang on Servers. */
export function inboundPorts(workload: WorkloadModel): InboundPort[] {
  const ruled = portRules(workload);
  const inbound = workloadPolicy(workload);
  const exceptions = inbound === 'all-authenticated' ? workload.mtlsExceptions.flatMap(e => e.ports) : [];
  const asked = inbound === 'deny' || inbound === 'all-authenticated' ? workload.probes.filter(p => p.kind === 'grpc').map(p => p.port) : [];
  const ports = [...new Set([...ruled.map(r => r.port), ...exceptions, ...asked])].sort((a, b) => a - b);
  return ports.map(port => inboundPort(workload, port, ruled.find(r => r.port === port)));
}

function inboundPort(workload: WorkloadModel, port: number, ruled: PortRules | undefined): InboundPort {
  const excepted = isMtlsException(workload, port);
  const strict = effectiveMtls(workload) === 'strict' && !excepted;
  const accessPolicy = ruled || deniesByDefault(workload) ? 'deny' : excepted ? 'all-unauthenticated' : workloadPolicy(workload)!;
  const patterns = (ruled?.rules ?? []).filter(rule => rule.requests.length > 0);
  const callers = reduceCallers((ruled?.rules ?? []).filter(rule => rule.requests.length === 0).flatMap(rule => rule.callers), strict);
  const protocol = portProtocol(workload, port);
  const calls = protocol === Protocol.GRPC && patterns.every(rule => rule.requests.every(isCall));
  const rules: InboundRule[] = patterns.map(rule => ({
    key: JSON.stringify(rule.requests.map(requestKey)), callers: rule.callers,
    requests: rule.requests.flatMap(pattern => requestsOf(pattern, calls)),
  }));
  // Without any route Linkerd makes those of HTTP probes by itself.
  const probes = workload.probes.filter(p => p.port === port && (p.kind === 'grpc' || (isHttpProbe(p) && rules.length > 0)));
  const asking = speaksHttp(protocol) && probes.length > 0
    ? [{ key: PROBES, callers: [{ kind: 'kubelet' as const }], requests: probes.flatMap(probe => requestsOf(probeRequest(probe), calls)) }] : [];
  const everything = accessPolicy === 'deny' ? callers : reduceCallers([{ kind: accessPolicy === 'all-unauthenticated' ? 'anyone' : 'any-identity' }], strict);
  const cells = requestCells([...rules, ...asking], everything.length > 0 ? everything : undefined, strict);
  return {
    port, accessPolicy, strict, callers, proxyProtocol: calls ? 'gRPC' : PROXY_PROTOCOLS[protocol],
    // A route for all requests alone would say nothing, and take those of the probes away.
    cells: cells.some(cell => cell.rules.length > 0) ? cells : [],
    routeKind: calls ? 'GRPCRoute' : 'HTTPRoute', paths: ruled?.paths ?? [workload.path],
  };
}

const PROXY_PROTOCOLS: Readonly<Record<Protocol, ProxyProtocol>> = {
  [Protocol.HTTP]: 'HTTP/1',
  [Protocol.HTTP2]: 'HTTP/2',
  // gRPC calls with requests that no GRPCRoute has words for.
  [Protocol.GRPC]: 'HTTP/2',
  [Protocol.HTTPS]: 'TLS',
  [Protocol.TLS]: 'TLS',
  [Protocol.TCP]: 'opaque',
};

/** A port that nobody declared and that the kubelet asks by gRPC speaks HTTP/2, and maybe more than gRPC. */
function portProtocol(workload: WorkloadModel, port: number): Protocol {
  const declared = workload.ports.some(p => p.number === port) || workload.services.some(s => s.ports.some(p => p.targetPort === port));
  return declared || !workload.probes.some(p => p.port === port && p.kind === 'grpc') ? containerProtocol(workload, port) : Protocol.HTTP2;
}

/** Whether a GRPCRoute can say it. Every call is a POST, so other methods are none. */
function isCall({ methods, path }: RequestPattern): boolean {
  return (methods.length > 0 && !methods.includes('POST')) || grpcCalls(pathForm(path)) !== undefined;
}

function requestsOf({ methods, path }: RequestPattern, calls: boolean): InboundRule['requests'] {
  const form = pathForm(path);
  if (calls) return methods.length === 0 || methods.includes('POST') ? [{ form }] : [];
  return methods.length === 0 ? [{ form }] : methods.map(method => ({ method, form }));
}

function isHttpProbe(probe: ProbeModel): boolean {
  return probe.kind === 'http' && !probe.https;
}

function probeRequest(probe: ProbeModel): RequestPattern {
  const [method, path] = probe.kind === 'http' ? ['GET', probe.path.split('?')[0]!] : ['POST', HEALTH_CHECK];
  return { methods: [method], path: { kind: 'exact', value: path } };
}

/** Whether everybody is let in, with whatever they send. */
export function isOpen({ accessPolicy, callers }: InboundPort): boolean {
  return accessPolicy === 'all-unauthenticated' || callers.some(c => c.kind === 'anyone');
}

/** Cells whose paths no route can hold. */
export function tooLong(port: InboundPort, limit: number): boolean {
  return port.routeKind === 'HTTPRoute' && port.cells.some(cell => (pathMatch(cell)?.value?.length ?? 0) > limit);
}
