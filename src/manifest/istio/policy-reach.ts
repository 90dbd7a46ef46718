import { enrolment, namespaceEnrolment } from '../enrolment';
import type { ManifestObject } from '../manifest-object';
import type { ManifestSet } from '../manifest-set';
import { view } from '../manifest-set';
import type { Service } from '../services';
import { findService, services } from '../services';
import type { DataPlaneName } from '../settings';
import type { Workload } from '../workloads';
import { selectedEverywhere, selectedWorkloads, workloads, workloadsIn } from '../workloads';
import { policyTarget } from './policy-targets';
import type { Waypoint } from './waypoints';
import { serviceWaypoint } from './waypoints';

const pods = view(() => new Map<ManifestObject, readonly Workload[]>());

/** Workloads of the manifests that a policy is put on by its selector or its place; none for one with targets. */
export function podsUnder(set: ManifestSet, policy: ManifestObject): readonly Workload[] {
  const known = pods(set).get(policy) ?? selected(set, policy);
  pods(set).set(policy, known);
  return known;
}

/** Data planes of what a policy is put on by its selector or its place; of its namespace, where manifests hold none of its pods. */
export function planesUnder(set: ManifestSet, policy: ManifestObject): ReadonlySet<DataPlaneName> {
  const target = policyTarget(set, policy);
  if (target.kind === 'targets') return new Set();
  const under = podsUnder(set, policy);
  if (under.length > 0) return new Set(under.map(workload => enrolment(set, workload).dataPlane));
  return target.meshWide ? new Set() : new Set([namespaceEnrolment(set, policy.namespace!).dataPlane]);
}

/** Workloads of ambient mode that a policy is put on by its selector or its place. */
export function ambientPodsUnder(set: ManifestSet, policy: ManifestObject): readonly Workload[] {
  return podsUnder(set, policy).filter(workload => enrolment(set, workload).dataPlane === 'istio-ambient');
}

/** Services of the manifests that a policy names as its targets. */
export function servicesTargeted(set: ManifestSet, policy: ManifestObject): readonly Service[] {
  const target = policyTarget(set, policy);
  if (target.kind !== 'targets') return [];
  return target.refs.flatMap(({ group, kind, name }) => (group === '' && kind === 'Service' ? findService(set, policy.namespace!, name) ?? [] : []));
}

/** The waypoint that calls to a Service pass, if there is one that takes them. */
export function passedWaypoint(set: ManifestSet, service: Service): Waypoint | undefined {
  const waypoint = serviceWaypoint(set, service)?.waypoint;
  return waypoint && (waypoint.traffic === 'service' || waypoint.traffic === 'all') ? waypoint : undefined;
}

/** Services behind each waypoint, by "namespace/name" of the waypoint. */
export const servicesBehind = view((set): ReadonlyMap<string, readonly Service[]> => {
  const behind = new Map<string, Service[]>();
  for (const service of services(set)) {
    const waypoint = passedWaypoint(set, service);
    if (!waypoint) continue;
    const key = `${waypoint.namespace}/${waypoint.name}`;
    const known = behind.get(key);
    if (known) known.push(service);
    else behind.set(key, [service]);
  }
  return behind;
});

function selected(set: ManifestSet, policy: ManifestObject): readonly Workload[] {
  const target = policyTarget(set, policy);
  if (target.kind === 'targets') return [];
  const all = Object.keys(target.labels).length === 0;
  if (target.meshWide) return all ? workloads(set) : selectedEverywhere(set, target.labels);
  return all ? workloadsIn(set, policy.namespace!) : selectedWorkloads(set, policy.namespace!, target.labels);
}
