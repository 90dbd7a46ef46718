import type { Problem } from '../../model/data-plane';
import type { ProbeModel, WorkloadModel } from '../../model/model';
import { containerProtocol, effectiveMtls, portRules } from '../../model/port-rules';
import { Protocol, speaksHttp } from '../../model/protocol';
import { inheritedPolicy, workloadPolicy } from './inbound-policy';
import { inboundPorts, isOpen, tooLong, type InboundPort } from './inbound-ports';
import { MAX_PATH_LENGTH } from './inbound-routes';
import { DEFAULT_OPAQUE_PORTS, DEFAULT_SKIPPED_PORTS, listsPort, OPAQUE_PORTS, opaquePorts } from './opaque-ports';

/** What Linkerd would not do as it was said about the pods. */
export function linkerdWorkloadProblems(workload: WorkloadModel): Problem[] {
  if (!workload.enrolled) return unenrolled(workload);
  const inbound = inboundPorts(workload);
  return [
    ...policyOutOfReach(workload), ...skippedPorts(workload, inbound), ...unseenRequests(workload, inbound), ...longPaths(inbound),
    ...workload.probes.flatMap(probe => probeProblems(workload, inbound, probe)), ...unknownProbes(workload, inbound),
  ];
}

/** An exception is one from mutual TLS, and as long as nothing asks for that, more than plaintext would be let in by it. MeshDefaults may ask later. */
export function linkerdLateProblems(workload: WorkloadModel): Problem[] {
  if (!workload.enrolled || effectiveMtls(workload) !== undefined) return [];
  return workload.mtlsExceptions.flatMap(({ path, ports }) => problem('invalid-argument',
    `ports ${ports.join(', ')} of "${workload.name}" are to take plaintext although their namespace takes mutual TLS only, and nothing says that it does; `
    + 'give the namespace `mtls: MtlsMode.STRICT` (or make it a StrictMtlsNamespace), or the mesh with MeshDefaults', [path]));
}

function problem(id: Problem['id'], message: string, paths: readonly string[]): Problem[] {
  return [{ id, message, paths }];
}

function unenrolled(workload: WorkloadModel): Problem[] {
  const paths = [...workload.allowLists.map(l => l.path), ...workload.mtlsExceptions.map(e => e.path), ...(workload.defaultDeny ? [workload.path] : [])];
  return paths.flatMap(path => problem('conflicting-intents',
    `the pods of "${workload.name}" stay out of the mesh (\`enrolled: false\`), so nothing would carry this out; enrol them, or take it away`, [path]));
}

/** Ports without a Server have the policy that the pods carry, which they take from their namespace unless they say otherwise. */
function policyOutOfReach(workload: WorkloadModel): Problem[] {
  const wanted = workloadPolicy(workload);
  if (workload.podsReachable || wanted === undefined || wanted === inheritedPolicy(workload.namespace)) return [];
  return problem('not-ours-to-change', `the pods of "${workload.name}" would have to carry annotation config.linkerd.io/default-inbound-policy: ${wanted} when they are made, `
    + `since ports that nobody named are closed by nothing else, and they are neither in this App nor get it from namespace "${workload.namespace.name}"; `
    + 'hand in their object with Workload.fromApiObject, or give the whole namespace `defaultDeny: true`', [workload.path]);
}

/** Ports that go around the proxy: nothing that is said about them would be carried out. */
function skippedPorts(workload: WorkloadModel, inbound: readonly InboundPort[]): Problem[] {
  const closed = ['deny', 'all-authenticated'].includes(workloadPolicy(workload) ?? '');
  const known = [...workload.ports.map(p => p.number), ...workload.services.flatMap(s => s.ports.map(p => p.targetPort))];
  return DEFAULT_SKIPPED_PORTS.filter(port => inbound.some(i => i.port === port) || (closed && known.includes(port))).flatMap(port => problem('unsupported-feature',
    `Linkerd's proxies let container port ${port} pass by unseen (${DEFAULT_SKIPPED_PORTS.join(' and ')} are skipped by default), so everybody could reach it; `
    + `let the container of "${workload.name}" listen on another port`, inbound.find(i => i.port === port)?.paths ?? [workload.path]));
}

/** Ports whose requests the proxy, as installed by default, takes for bytes. */
function unseenRequests(workload: WorkloadModel, inbound: readonly InboundPort[]): Problem[] {
  return inbound.filter(i => i.cells.length > 0 && DEFAULT_OPAQUE_PORTS.includes(i.port) && !workload.podsReachable).flatMap(({ port, paths }) => problem('not-ours-to-change',
    `Linkerd takes container port ${port} for bytes by default, and the pods of "${workload.name}" are not in this App to say otherwise by ${OPAQUE_PORTS}; `
    + 'let the container listen on another port, or hand in the object of the pods with Workload.fromApiObject', paths));
}

function longPaths(inbound: readonly InboundPort[]): Problem[] {
  return inbound.filter(i => tooLong(i, MAX_PATH_LENGTH)).flatMap(({ port, paths }) => problem('unsupported-feature',
    `port ${port}: paths of different callers lie in one another, and the expression that keeps them apart is longer than the ${MAX_PATH_LENGTH} characters of a route; `
    + 'use fewer or shorter paths, or let the same callers in to them', paths));
}

/** Where not everybody is let in, a probe needs a route, or that Linkerd makes one by itself, which it does for some. */
function probeProblems(workload: WorkloadModel, inbound: readonly InboundPort[], probe: ProbeModel): Problem[] {
  const reason = probeRefusal(workload, inbound.find(i => i.port === probe.port), probe);
  if (reason === undefined) return [];
  const paths = portRules(workload).find(r => r.port === probe.port)?.paths ?? [workload.path];
  return problem('unsupported-feature', `the ${probe.kind === 'http' && probe.https ? 'https' : probe.kind} probe on port ${probe.port} of "${workload.name}" comes in plaintext from the node, and ${reason}`, paths);
}

/** TCP probes always succeed: a connection is accepted before anybody is asked who makes it. */
function probeRefusal(workload: WorkloadModel, inbound: InboundPort | undefined, probe: ProbeModel): string | undefined {
  const closed = inbound ? !isOpen(inbound) : ['deny', 'all-authenticated'].includes(workloadPolicy(workload) ?? '');
  if (probe.kind === 'tcp' || !closed) return undefined;
  if (probe.kind === 'http' && probe.https) return 'Linkerd cannot tell it from what others send inside TLS; probe another port by HTTP or gRPC, or this one by TCP';
  const proxyProtocol = inbound?.proxyProtocol ?? (isOpaque(workload, probe.port) ? 'opaque' : undefined);
  const seen = 'Linkerd sees no requests on this port';
  switch (proxyProtocol) {
    case undefined: return undefined;
    case 'opaque':
    case 'TLS': return `${seen}; declare the port as ServicePort.http or grpc if it speaks that without TLS of its own, or probe it by TCP`;
    case 'HTTP/1': return probe.kind === 'http' ? undefined : 'the port is declared to speak HTTP/1.1; declare it as ServicePort.grpc, or probe another port';
    default: return probe.kind === 'grpc' ? undefined
      : `asks in HTTP/1.1 on a port that is declared to speak HTTP/2 (${containerProtocol(workload, probe.port)}); probe it by gRPC or TCP, or another port`;
  }
}

function isOpaque(workload: WorkloadModel, port: number): boolean {
  const own = workload.podsReachable ? opaquePorts(workload)[OPAQUE_PORTS] : undefined;
  return listsPort(own ?? DEFAULT_OPAQUE_PORTS.join(','), port) || containerProtocolIsBytes(workload, port);
}

function containerProtocolIsBytes(workload: WorkloadModel, port: number): boolean {
  const declared = workload.ports.some(p => p.number === port) || workload.services.some(s => s.ports.some(p => p.targetPort === port));
  return declared && containerProtocol(workload, port) === Protocol.TCP;
}

/** What is not known cannot be let in by its exact method and path, and pods whose probes fail are taken down. */
function unknownProbes(workload: WorkloadModel, inbound: readonly InboundPort[]): Problem[] {
  if (!workload.probesUnknown) return [];
  const closed = ['deny', 'all-authenticated'].includes(workloadPolicy(workload) ?? '');
  const servers = inbound.filter(i => !isOpen(i) && (i.cells.length > 0 || i.proxyProtocol === 'gRPC' || i.proxyProtocol === 'HTTP/2'));
  const others = closed ? workload.ports.filter(p => p.protocol === Protocol.GRPC && !inbound.some(i => i.port === p.number)).map(p => p.number) : [];
  const first = [...servers.map(i => i.port), ...others].filter(port => speaksHttp(containerProtocol(workload, port))).sort((a, b) => a - b)[0];
  if (first === undefined) return [];
  return problem('invalid-argument', `the probes of "${workload.name}" are not known, and on port ${first} Linkerd lets the kubelet in by exact method and path only, so that they would fail; `
    + 'name them with `probes` (`probes: []` if there are none), or hand in the object of the pods with Workload.fromApiObject',
  inbound.find(i => i.port === first)?.paths ?? [workload.path]);
}
