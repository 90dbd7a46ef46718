import type { AuthorizationPolicySpecRules as Rule } from '../../../../imports/security-istio-io';
import { AuthorizationPolicySpecAction as Action } from '../../../../imports/security-istio-io';
import type { NamespaceModel, ServiceModel, WorkloadModel } from '../../../model/model';
import { objectName } from '../../../model/names';
import { containerPortOf, deniesByDefault, portRules } from '../../../model/port-rules';
import type { PortRules } from '../../../model/port-rules';
import type { Resource } from '../../../model/resource';
import { serviceNames } from '../../../model/service-names';
import { authorizationPolicy, operations, sources } from '../authorization';
import type { WaypointModel } from './waypoint-model';
import { waypointOf } from './waypoint-trust';

/** Istio takes no more targets in one policy. */
const MAX_TARGETS = 16;

/** Who may call the service by its name, and for what, as its waypoint sees it: an entry that asks for no requests stands here, too. */
export function servicePolicies(service: ServiceModel, waypoint: WaypointModel): Resource[] {
  const { workload } = service;
  if (!workload || !isRuled(workload) || !waypointOf(waypoint, service)) return [];
  return targeted(service, rulesAtWaypoint(service, workload));
}

/**
 * What a namespace's waypoints need besides. The pods of every list behind a waypoint trust it, so it must let nobody through to a Service that no
 * list speaks of: one that somebody else puts in front of the same pods would be a way around. The Services of the App that nothing closes are opened
 * again one by one.
 */
export function waypointPolicies(namespace: NamespaceModel, waypoint: WaypointModel): Resource[] {
  if (waypoint.kind === 'existing' && waypoint.namespace !== undefined && waypoint.namespace !== namespace.name) return [];
  const byWaypoint = new Map<string, ServiceModel[]>();
  for (const service of namespace.services) {
    const name = waypointOf(waypoint, service)?.name;
    if (name !== undefined) byWaypoint.set(name, [...(byWaypoint.get(name) ?? []), service]);
  }
  return [...byWaypoint].filter(([, services]) => services.some(isClosed)).sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([name, services]) => [
    authorizationPolicy(objectName(['closed', name]), namespace.name, {
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name }],
    }),
    ...services.filter(service => !isClosed(service)).sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap(service => targeted(service, [{}])),
  ]);
}

/** Whether a list, or what holds in its namespace, says anything about who may call the service. */
export function isClosed({ namespace, workload }: ServiceModel): boolean {
  if (workload) return isRuled(workload) || (workload.enrolled && deniesByDefault(workload));
  const { defaults } = namespace.meshWide;
  return namespace.defaultDeny || (defaults?.defaultDeny === true && !defaults.exempt.includes(namespace.name));
}

function isRuled({ enrolled, allowLists }: WorkloadModel): boolean {
  return enrolled && allowLists.length > 0;
}

/** Ports are those of the Service here. Addresses are none of the conditions: `waypointProblems` refuses them. */
function rulesAtWaypoint(service: ServiceModel, workload: WorkloadModel): Rule[] {
  const ruled = portRules(workload);
  const portsTo = (port: number) => service.ports.map(p => p.port).filter(p => containerPortOf(service, p) === port).sort((a, b) => a - b);
  const rules = ruled.map(set => ({ set, ports: portsTo(set.port) })).filter(({ ports }) => ports.length > 0).flatMap(({ set, ports }) => ruleSet(set, ports, service));
  const others = deniesByDefault(workload) ? [] : service.ports.map(p => p.port).filter(port => {
    const there = containerPortOf(service, port);
    return there !== undefined && !ruled.some(set => set.port === there);
  }).sort((a, b) => a - b);
  return [...rules, ...(others.length > 0 ? [{ to: operations([], others) }] : [])];
}

function ruleSet({ rules }: PortRules, ports: readonly number[], { namespace }: ServiceModel): Rule[] {
  return rules.map(({ callers, requests }) => {
    const from = sources(callers, namespace.cluster);
    return { ...(from && { from }), to: operations(requests, ports) };
  });
}

/** The rules for the Service and for those that are made for its versions: each is a way to the same pods. */
function targeted(service: ServiceModel, rules: readonly Rule[]): Resource[] {
  const names = serviceNames(service);
  const parts = Array.from({ length: Math.ceil(names.length / MAX_TARGETS) }, (_, i) => names.slice(i * MAX_TARGETS, (i + 1) * MAX_TARGETS));
  return parts.map(part => authorizationPolicy(objectName(['waypoint', part[0]!]), service.namespace.name, {
    targetRefs: part.map(name => ({ group: '', kind: 'Service', name })),
    action: Action.ALLOW,
    ...(rules.length > 0 && { rules: [...rules] }),
  }));
}
