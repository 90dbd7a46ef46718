import type { Finding } from './errors';
import { crossing } from './crossing';
import type { DataPlaneName } from './data-plane';
import type { ClusterModel, ServiceModel, WorkloadModel } from './model';
import { callerKey, containerPortOf, deniesByDefault, effectiveMtls, portRules, requestKey } from './port-rules';
import type { PortRule, PortRules } from './port-rules';
import type { AccountModel, CallerModel, RequestPattern } from './security';

/** What the whole App tells about the rules of a workload, on any data plane. */
export function ruleFindings(workload: WorkloadModel, known: KnownPods): Finding[] {
  const rules = portRules(workload);
  return [...accountFindings(rules, known), ...identityFindings(workload, rules, known), ...skippingFindings(workload, rules, known), ...versionFindings(workload, rules), ...outOfMesh(workload)];
}

/** What the App knows beside the model of a workload. */
export interface KnownPods {
  /** Whether pods, or a ServiceAccount, go by that identity. */
  isKnown(account: AccountModel): boolean;
  /** The data plane of a namespace of the App. */
  dataPlaneOf(cluster: ClusterModel, namespace: string): DataPlaneName | undefined;
}

/** Pods that stay out of the mesh are not closed by what is said of their namespace. */
function outOfMesh(workload: WorkloadModel): Finding[] {
  if (workload.enrolled || (effectiveMtls(workload) !== 'strict' && !deniesByDefault(workload))) return [];
  return [{ id: 'unprotected-pods', severity: 'warning', path: workload.path, message: `the pods of "${workload.name}" stay out of the mesh, so that neither mutual TLS nor default deny of their namespace holds for them; enrol them, or put them into a namespace of their own` }];
}

/** Callers that a rule knows by an identity which their calls do not have when they arrive. On the plain Gateway API pods go by their labels. */
function identityFindings(workload: WorkloadModel, rules: readonly PortRules[], known: KnownPods): Finding[] {
  const { cluster, dataPlane } = workload.namespace;
  if (dataPlane.name === 'gateway-api') return [];
  const lost = (namespace: string) => {
    const from = known.dataPlaneOf(cluster, namespace);
    return from !== undefined && !crossing(from, dataPlane.name).identity ? `namespace "${namespace}" is on ${from}` : undefined;
  };
  const reason = (caller: CallerModel) => {
    if (caller.kind === 'namespace') return lost(caller.namespace);
    if (caller.kind !== 'account') return undefined;
    const { workloads, namespace, name } = caller.account;
    return lost(namespace) ?? (workloads.length > 0 && workloads.every(w => !w.enrolled) ? `the pods under ServiceAccount ${namespace}/${name} stay out of the mesh` : undefined);
  };
  const found = rules.flatMap(port => port.rules.flatMap(rule => rule.callers.flatMap(caller => {
    const why = reason(caller);
    return why === undefined ? [] : [[`${port.paths[0]}: ${why}`, { path: port.paths[0]!, why }] as const];
  })));
  return [...new Map(found).values()].map(({ path, why }) => ({
    id: 'no-identity', severity: 'error', path,
    message: `lets in callers of which ${why}, so that a call from there has no identity on ${dataPlane.name}; put both on one mesh, or let it in by Caller.ipRange`,
  }));
}

/**
 * Callers of namespaces whose proxies skip what looks into requests for the pods: they would be cut off. The data plane itself refuses those whose
 * pods are known.
 */
function skippingFindings(workload: WorkloadModel, rules: readonly PortRules[], known: KnownPods): Finding[] {
  const { cluster, dataPlane } = workload.namespace;
  const skips = (namespace: string) => {
    const from = known.dataPlaneOf(cluster, namespace);
    return from !== undefined && crossing(from, dataPlane.name).identity && !crossing(from, dataPlane.name).trafficRules ? from : undefined;
  };
  if (!workload.services.some(door => dataPlane.usesWaypoint(door))) return [];
  const found = rules.flatMap(({ port, rules: ofPort, paths }) => ofPort.filter(rule => rule.requests.length > 0).flatMap(rule => rule.callers.flatMap(caller => {
    const namespace = caller.kind === 'namespace' ? caller.namespace : caller.kind === 'account' && caller.account.workloads.length === 0 ? caller.account.namespace : undefined;
    const from = namespace === undefined ? undefined : skips(namespace);
    if (from === undefined) return [];
    const who = caller.kind === 'account' ? `ServiceAccount ${caller.account.namespace}/${caller.account.name}` : `namespace "${namespace}"`;
    return [[`${port} ${who}`, {
      id: 'unsupported-feature' as const, severity: 'error' as const, path: paths[0]!,
      message: `port ${port} of "${workload.name}" is to let in ${who} for some requests only, and calls from there, on ${from}, skip the waypoint that would look into them; `
        + 'let it in without methods, paths and gRPC methods, or put both on one data plane',
    }] as const];
  })));
  return [...new Map(found).values()];
}

function accountFindings(rules: readonly PortRules[], { isKnown }: KnownPods): Finding[] {
  const accounts = new Map(rules.flatMap(port => port.rules.flatMap(rule => rule.callers.flatMap(c => (c.kind === 'account' ? [[c.account, port.paths[0]!] as const] : [])))));
  return [...accounts].flatMap(([account, path]): Finding[] => {
    const where = `${account.namespace}/${account.name}`;
    if (!isKnown(account)) {
      return [{ id: 'unknown-identity', severity: 'warning', path, message: `lets ServiceAccount ${where} in, which neither pods nor an object of the App go by; correct the name, or make the account` }];
    }
    const names = account.workloads.map(w => w.name).sort();
    if (names.length < 2) return [];
    return [{ id: 'shared-identity', severity: 'warning', path, message: `lets ServiceAccount ${where} in, and with it all pods under that account: ${names.join(', ')}; give each its own serviceAccountName if only one of them is meant` }];
  });
}

/**
 * A service sends its requests on to a version that has a list of its own: who may call the service must be able to reach that version. Otherwise
 * the call fails there, or, where a waypoint stands between, gets in under the waypoint's identity.
 */
function versionFindings(workload: WorkloadModel, rules: readonly PortRules[]): Finding[] {
  return workload.services.flatMap(door => door.versionOf.flatMap(({ service, path }) => service.ports.flatMap((port): Finding[] => {
    const there = rules.find(r => r.port === containerPortOf(door, port.port));
    if (!there) return deniesByDefault(workload) ? [closedVersion(service, door, path)] : [];
    const missing = notAdmitted(service, port.port, there);
    return missing === undefined ? [] : [{
      id: 'version-callers', severity: 'error', path,
      message: `sends requests for "${service.name}" on to "${door.name}", whose allow-list [${there.paths.join('], [')}] does not let in ${missing}; let the same callers in on both`,
    }];
  })));
}

function closedVersion(service: ServiceModel, door: ServiceModel, path: string): Finding {
  return {
    id: 'version-callers', severity: 'error', path,
    message: `sends requests for "${service.name}" on to "${door.name}", whose pods let nobody in: default deny holds for them, and no ServiceAllowList; let the callers of "${service.name}" in on "${door.name}" too`,
  };
}

function notAdmitted(service: ServiceModel, port: number, there: PortRules): string | undefined {
  const container = containerPortOf(service, port);
  const here = service.workload && portRules(service.workload).find(r => r.port === container);
  if (!here) return `everybody, as "${service.name}" does`;
  const stray = here.rules.flatMap(rule => rule.callers.map(caller => ({ caller, requests: rule.requests }))).find(from => !admits(there.rules, from.caller, from.requests));
  return stray && `${callerKey(stray.caller)} for all that "${service.name}" lets it do`;
}

/** Whether a single rule admits the caller for each of the requests. */
function admits(rules: readonly PortRule[], caller: CallerModel, requests: readonly RequestPattern[]): boolean {
  const covering = rules.filter(rule => rule.callers.some(other => covers(other, caller)));
  if (covering.some(rule => rule.requests.length === 0)) return true;
  const keys = new Set(covering.flatMap(rule => rule.requests.map(requestKey)));
  return requests.length > 0 && requests.every(request => keys.has(requestKey(request)));
}

function covers(wide: CallerModel, narrow: CallerModel): boolean {
  if (callerKey(wide) === callerKey(narrow) || wide.kind === 'anyone') return true;
  if (wide.kind === 'any-identity') return narrow.kind === 'account' || narrow.kind === 'namespace';
  return wide.kind === 'namespace' && narrow.kind === 'account' && narrow.account.namespace === wide.namespace;
}
