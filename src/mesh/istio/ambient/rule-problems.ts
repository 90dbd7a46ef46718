import type { Problem } from '../../../model/data-plane';
import type { ServiceModel, WorkloadModel } from '../../../model/model';
import { containerPortOf, effectiveMtls, isMtlsException, portRules } from '../../../model/port-rules';
import type { PortRule, PortRules } from '../../../model/port-rules';
import { enrolmentProblems, isOpened } from '../mesh-defaults';
import { exceptionProblems, pathProblems } from '../rule-problems';
import type { WaypointModel } from './waypoint-model';
import { isClosed } from './waypoint-policies';
import { waypointOf } from './waypoint-trust';
import { USE_WAYPOINT } from './waypoint-use';

/** What proxies of nodes and waypoints cannot say together. */
export function workloadProblems(workload: WorkloadModel, waypoint: WaypointModel): Problem[] {
  return [
    ...enrolmentProblems(workload), ...pathProblems(workload), ...exemptionProblems(workload),
    ...waypointProblems(workload, waypoint), ...sidecarCallers(workload),
  ];
}

/** What other declarations can mend: a Service that leads to a port, mutual TLS for the whole mesh. */
export function lateProblems(workload: WorkloadModel, waypoint: WaypointModel): Problem[] {
  return [...exceptionProblems(workload), ...portRules(workload).flatMap(set => [...unledPort(workload, set), ...plaintextCallers(workload, set)]), ...unknownPorts(workload, waypoint)];
}

/** What is in the way of the lists once requests to the pods go through a waypoint, for whatever reason. */
export function waypointProblems(workload: WorkloadModel, waypoint: WaypointModel): Problem[] {
  if (!workload.enrolled || workload.allowLists.length === 0) return [];
  const behind = workload.services.filter(door => waypointOf(waypoint, door) !== undefined);
  return [...portRules(workload).flatMap(set => addressRanges(set, behind, workload)), ...waypointElsewhere(workload, behind, waypoint)];
}

const asksForRequests = (rule: PortRule) => rule.requests.length > 0;

/** A waypoint sees no address of its callers: to it, all of them connect from inside itself. */
function addressRanges(set: PortRules, behind: readonly ServiceModel[], workload: WorkloadModel): Problem[] {
  if (!set.rules.some(rule => rule.callers.some(caller => caller.kind === 'ip-range'))) return [];
  const door = behind.find(service => service.ports.some(p => containerPortOf(service, p.port) === set.port));
  if (!door && !set.rules.some(asksForRequests)) return [];
  return [{
    id: 'unsupported-feature', paths: [...set.paths, ...(door ? intentPaths(door) : [])],
    message: `port ${set.port} of "${workload.name}" is to let in a range of addresses, and requests to it go through a waypoint, which does not see from where they come; `
      + 'let these callers in by identity (Caller.serviceAccount, Caller.namespace), on a container port that no Service leads to, or use Istio sidecar',
  }];
}

/** A waypoint is closed for Services that nobody knows, which is not ours to do where others use it. */
function waypointElsewhere({ namespace, name, allowLists }: WorkloadModel, behind: readonly ServiceModel[], waypoint: WaypointModel): Problem[] {
  const ref = behind.map(door => waypointOf(waypoint, door)!).find(r => r.namespace !== namespace.name);
  if (!ref) return [];
  return [{
    id: 'unsupported-feature', paths: [...allowLists.map(list => list.path), ...behind.flatMap(intentPaths)],
    message: `the pods of "${name}" would have to trust waypoint "${ref.name}" of namespace "${ref.namespace}", and with it every Service that anybody puts behind it, unless a policy there closed it for the Services of others; `
      + `give namespace "${namespace.name}" a waypoint of its own: Waypoint.perNamespace() or Waypoint.perService()`,
  }];
}

/** In a namespace that lets everything in, callers are refused instead, and what two ranges leave out can be refused for one of them only. */
function exemptionProblems(workload: WorkloadModel): Problem[] {
  const { namespace } = workload;
  if (!isOpened(namespace)) return [];
  const excluding = (rule: PortRule) => rule.callers.filter(caller => caller.kind === 'ip-range' && caller.except.length > 0);
  return portRules(workload).filter(({ rules }) => rules.flatMap(excluding).length > 1).map(({ port, paths }) => ({
    id: 'unsupported-feature', paths: [...paths, namespace.meshWide.defaults!.path],
    message: `port ${port}: namespace "${namespace.name}" is exempt from the mesh's default deny, which Istio can say only by letting everything in to all its pods, and a list with several ranges that leave something out cannot close them again; `
      + `write the ranges without \`excluding\`, or take "${namespace.name}" out of \`exempt\``,
  }));
}

/** Sidecars send straight to the pods, where requests are not looked into. */
function sidecarCallers(workload: WorkloadModel): Problem[] {
  return portRules(workload).flatMap(({ port, rules, paths }) => rules.filter(asksForRequests).flatMap(rule => rule.callers.flatMap(caller => {
    if (caller.kind !== 'account') return [];
    const { account } = caller;
    const pods = account.workloads.find(w => w.namespace.dataPlane.name === 'istio-sidecar');
    return pods === undefined ? [] : [{
      id: 'unsupported-feature' as const, paths,
      message: `port ${port} of "${workload.name}" is to let in ServiceAccount ${account.namespace}/${account.name} for some requests only, and its pods "${pods.name}" have sidecars, which skip the waypoint that would look into them; `
        + 'let it in without methods, paths and gRPC methods, or put both on one data plane',
    }];
  })));
}

/** Only Services have waypoints. */
function unledPort(workload: WorkloadModel, { port, rules, paths }: PortRules): Problem[] {
  if (!rules.some(asksForRequests) || workload.services.some(door => door.ports.some(p => containerPortOf(door, p.port) === port))) return [];
  return [{
    id: 'unsupported-feature', paths,
    message: `port ${port} of "${workload.name}" is to take some requests only, and no Service leads there, so that no waypoint would look into them; `
      + 'give a Service a port with that targetPort, or leave out methods, paths and gRPC methods',
  }];
}

/** Who has no identity does not come through a waypoint. */
function plaintextCallers(workload: WorkloadModel, { port, rules, paths }: PortRules): Problem[] {
  const open = effectiveMtls(workload) !== 'strict' || isMtlsException(workload, port);
  if (!open || !rules.some(rule => asksForRequests(rule) && rule.callers.some(caller => caller.kind === 'anyone'))) return [];
  return [{
    id: 'unsupported-feature', paths,
    message: `port ${port} of "${workload.name}" is to let in anyone for some requests only, and takes plaintext, which skips the waypoint that would look into them; `
      + 'use Caller.anyMeshIdentity(), or have the port take mutual TLS only (StrictMtlsNamespace), which is the same then',
  }];
}

/** What a rule is for cannot be told on a port that leads nobody knows where. */
function unknownPorts(workload: WorkloadModel, waypoint: WaypointModel): Problem[] {
  if (workload.allowLists.length === 0) return [];
  return workload.services.filter(door => waypointOf(waypoint, door) !== undefined).flatMap(door => door.ports
    .filter(p => containerPortOf(door, p.port) === undefined).map(p => ({
      id: 'unknown-port' as const, paths: [door.path, ...workload.allowLists.map(list => list.path)],
      message: `port ${p.port} of service "${door.name}" leads to container port "${p.targetPort}", which is not known, so that a waypoint cannot tell who may call it; `
        + 'declare it with `ports` of the workload, for example ContainerPort.http(name, number)',
    })));
}

/** A waypoint that the lists of its own namespace close lets nobody through to a Service of another one. */
export function closedWaypoint(service: ServiceModel, waypoint: WaypointModel): Problem[] {
  const ref = waypointOf(waypoint, service);
  if (!ref || ref.namespace === service.namespace.name) return [];
  const there = service.namespace.meshWide.namespaces.find(namespace => namespace.name === ref.namespace);
  const closing = there?.services.filter(isClosed).find(other => there.dataPlane.service(other).labels[USE_WAYPOINT] === ref.name);
  return closing === undefined ? [] : [{
    id: 'conflicting-intents', paths: [...intentPaths(service), ...(closing.workload?.allowLists.map(list => list.path) ?? [])],
    message: `"${service.name}" uses waypoint "${ref.name}" of namespace "${ref.namespace}", which is closed for all Services but those that a list of its namespace opens, because of "${closing.name}"; `
      + `give namespace "${service.namespace.name}" a waypoint of its own: Waypoint.perNamespace() or Waypoint.perService()`,
  }];
}

/** What asks for a waypoint. */
export function intentPaths({ splits, timeouts, retries, breakers, workload }: ServiceModel): string[] {
  return [...[...splits, ...timeouts, ...retries, ...breakers].map(intent => intent.path), ...(workload?.allowLists.map(list => list.path) ?? [])];
}
