import type { AuthorizationPolicySpecRules as Rule, AuthorizationPolicySpecRulesFrom as From } from '../../../../imports/security-istio-io';
import { AuthorizationPolicySpecAction as Action } from '../../../../imports/security-istio-io';
import type { WorkloadModel } from '../../../model/model';
import { objectName } from '../../../model/names';
import { callerKey, deniesByDefault, portRules } from '../../../model/port-rules';
import type { PortRules } from '../../../model/port-rules';
import type { Resource } from '../../../model/resource';
import type { CallerModel } from '../../../model/security';
import { authorizationPolicy, callerParts, operations, sources } from '../authorization';
import { isOpened } from '../mesh-defaults';
import type { WaypointModel } from './waypoint-model';
import { waypointPrincipals } from './waypoint-trust';

/** Ports on which the same callers may send whatever they like, and to which the same waypoints send. */
interface Admission {
  readonly callers: readonly CallerModel[];
  readonly waypoints: readonly string[];
  readonly ports: readonly number[];
}

/**
 * Who may send to the pods themselves, as the proxy of their node sees it: connections, no requests. What asks for requests is left to the
 * waypoint, which is let in instead, and which nobody may go around.
 */
export function podPolicies(workload: WorkloadModel, waypoint: WaypointModel): Resource[] {
  if (!workload.enrolled) return [];
  const ruled = portRules(workload);
  if (ruled.length === 0 && !workload.defaultDeny) return [];
  const admitted = admissions(workload, ruled, waypoint);
  if (isOpened(workload.namespace)) return refuseOthers(workload, ruled, admitted, true);
  return [letIn(workload, ruled, admitted), ...(admitted.some(a => a.waypoints.length > 0) ? refuseOthers(workload, ruled, admitted, false) : [])];
}

/** A policy that lets anybody in closes the ports that it does not speak of, too; one without rules lets nobody in. */
function letIn(workload: WorkloadModel, ruled: readonly PortRules[], admitted: readonly Admission[]): Resource {
  const rules: Rule[] = [
    ...admitted.filter(({ callers, waypoints }) => callers.length + waypoints.length > 0).map(({ callers, waypoints, ports }) => {
      const fromWaypoints = waypoints.length > 0 ? [{ source: { principals: [...waypoints] } }] : [];
      const fromCallers = callers.length > 0 ? sources(callers, workload.namespace.cluster) : [];
      return { ...(fromCallers && { from: [...fromWaypoints, ...fromCallers] }), to: operations([], ports) };
    }),
    ...(ruled.length === 0 || deniesByDefault(workload) ? [] : [{ to: [otherPorts(ruled)] }]),
  ];
  return podPolicy('allow', workload, { action: Action.ALLOW, ...(rules.length > 0 && { rules }) });
}

/**
 * What lets in adds up, with what others let in to the whole namespace for one. So whoever is neither the waypoint nor let in with whatever he
 * sends is refused as well.
 */
function refuseOthers(workload: WorkloadModel, ruled: readonly PortRules[], admitted: readonly Admission[], opened: boolean): Resource[] {
  const onRuled = admitted.flatMap((admission): Rule[] => {
    const from = othersThan(admission, workload);
    return from === 'nobody' ? [] : [{ ...(from && { from }), to: operations([], admission.ports) }];
  });
  const elsewhere = opened && workload.defaultDeny ? [ruled.length > 0 ? { to: [otherPorts(ruled)] } : {}] : [];
  const rules = [...onRuled, ...elsewhere];
  return rules.length > 0 ? [podPolicy('deny', workload, { action: Action.DENY, rules })] : [];
}

/** Nobody at all is one of the answers, and then no waypoint either. */
function admissions(workload: WorkloadModel, ruled: readonly PortRules[], waypoint: WaypointModel): Admission[] {
  const alike = new Map<string, Admission>();
  for (const { port, rules } of ruled) {
    const callers = rules.find(rule => rule.requests.length === 0)?.callers ?? [];
    const waypoints = rules.length > 0 ? waypointPrincipals(workload, port, waypoint) : [];
    const key = JSON.stringify([callers.map(callerKey), waypoints]);
    alike.set(key, { callers, waypoints, ports: [...(alike.get(key)?.ports ?? []), port] });
  }
  return [...alike.values()];
}

/** `from` for everybody else, whoever has no identity included; undefined: everybody at all. */
function othersThan({ callers, waypoints }: Admission, workload: WorkloadModel): From[] | 'nobody' | undefined {
  const { anyone, principals, namespaces, ranges } = callerParts(callers, workload.namespace.cluster);
  if (anyone) return 'nobody';
  const identities = principals.includes('*') ? ['*'] : [...new Set([...waypoints, ...principals])];
  const inAll = { ...(identities.length > 0 && { notPrincipals: identities }), ...(namespaces.length > 0 && { notNamespaces: [...namespaces] }) };
  const outside = (list: typeof ranges) => (list.length > 0 ? { notIpBlocks: list.map(range => range.cidr) } : {});
  const source = { ...inAll, ...outside(ranges) };
  if (Object.keys(source).length === 0) return undefined;
  // What a range leaves out is outside of it, unless another range has it.
  const leftOut = ranges.filter(range => range.except.length > 0)
    .map(range => ({ ...inAll, ipBlocks: [...range.except], ...outside(ranges.filter(other => other !== range)) }));
  return [{ source }, ...leftOut.map(s => ({ source: s }))];
}

function otherPorts(ruled: readonly PortRules[]) {
  return { operation: { notPorts: ruled.map(port => String(port.port)) } };
}

function podPolicy(prefix: string, workload: WorkloadModel, spec: { readonly action: Action; readonly rules?: Rule[] }): Resource {
  const { namespace, name, policyLabels } = workload;
  return authorizationPolicy(objectName([prefix, name]), namespace.name, { selector: { matchLabels: { ...policyLabels } }, ...spec });
}
