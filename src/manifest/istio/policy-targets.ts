import type { ManifestObject } from '../manifest-object';
import { record, records, text, texts } from '../manifest-object';
import type { ManifestSet } from '../manifest-set';
import { view } from '../manifest-set';
import type { Labels } from '../selectors';
import { matchesLabels } from '../selectors';
import type { Service } from '../services';
import type { Workload } from '../workloads';
import type { Waypoint } from './waypoints';

/** What an Istio policy is put on: the shape that AuthorizationPolicy, RequestAuthentication, Telemetry, WasmPlugin … share. */
export type PolicyTarget =
  /** Pods of the policy's namespace, or of all namespaces where `meshWide`; without labels, all of them. */
  | { readonly kind: 'workloads'; readonly labels: Labels; readonly meshWide: boolean }
  | { readonly kind: 'targets'; readonly refs: readonly TargetRef[] };

export interface TargetRef {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  /** Istio reads no other namespace than the policy's; the field is there all the same. */
  readonly namespace: string | undefined;
  readonly path: readonly (string | number)[];
}

export function policyTarget(set: ManifestSet, policy: ManifestObject): PolicyTarget {
  const refs = targetRefs(policy);
  if (refs.length > 0) return { kind: 'targets', refs };
  return { kind: 'workloads', labels: texts(record(policy.spec['selector'])['matchLabels']), meshWide: policy.namespace === set.settings.rootNamespace };
}

/** The singular field is read where the list is empty. */
export function targetRefs({ spec }: ManifestObject): TargetRef[] {
  const listed = records(spec['targetRefs']).map(([ref, index]) => ({ ref, path: ['spec', 'targetRefs', index] as (string | number)[] }));
  const refs = listed.length > 0 || spec['targetRef'] === undefined ? listed : [{ ref: record(spec['targetRef']), path: ['spec', 'targetRef'] }];
  return refs.map(({ ref, path }) => ({
    group: coreGroup(text(ref['group']) ?? ''), kind: text(ref['kind']) ?? '', name: text(ref['name']) ?? '', namespace: text(ref['namespace']), path,
  }));
}

/** Policies by the namespace in which they stand. */
const byNamespace = view(set => new Map(['AuthorizationPolicy', 'RequestAuthentication', 'PeerAuthentication'].map(kind => {
  const policies = new Map<string, ManifestObject[]>();
  for (const policy of set.all('security.istio.io', kind)) policies.set(policy.namespace!, [...policies.get(policy.namespace!) ?? [], policy]);
  return [kind, policies] as const;
})));

/**
 * Policies of a kind that act on pods themselves: at their sidecar, at ztunnel, at a gateway deployed by hand. Those with targets do not,
 * and those of the root namespace act everywhere.
 */
export function policiesOnPods(set: ManifestSet, kind: 'AuthorizationPolicy' | 'RequestAuthentication', workload: Pick<Workload, 'namespace' | 'labels'>): readonly ManifestObject[] {
  const { rootNamespace } = set.settings;
  const policies = byNamespace(set).get(kind);
  const near = [...new Set([rootNamespace, workload.namespace])].flatMap(namespace => policies?.get(namespace) ?? []);
  return near.filter(policy => {
    const target = policyTarget(set, policy);
    return target.kind === 'workloads' && matchesLabels(target.labels, workload.labels);
  });
}

/** Policies that a gateway asks: those that act on its pods, and those that name the Gateway of the Gateway API that it is deployed for. */
export function policiesAtGateway(set: ManifestSet, kind: 'AuthorizationPolicy' | 'RequestAuthentication', pods: Pick<Workload, 'namespace' | 'labels'>): readonly ManifestObject[] {
  const name = pods.labels['gateway.networking.k8s.io/gateway-name'];
  const named = name === undefined ? [] : byNamespace(set).get(kind)?.get(pods.namespace) ?? [];
  return [...policiesOnPods(set, kind, pods), ...named.filter(policy => targetRefs(policy).some(ref => ref.kind === 'Gateway' && ref.group === 'gateway.networking.k8s.io' && ref.name === name))];
}

/**
 * Policies that a waypoint asks about calls to a service, or to the hosts of a ServiceEntry: they name it, the waypoint's Gateway, or its class for
 * the whole mesh.
 */
export function policiesAtWaypoint(
  set: ManifestSet, kind: 'AuthorizationPolicy' | 'RequestAuthentication', waypoint: Waypoint, service: Pick<Service, 'namespace' | 'name'> | undefined,
  entry?: ManifestObject,
): readonly ManifestObject[] {
  const { rootNamespace } = set.settings;
  const policies = byNamespace(set).get(kind);
  const homes = [...new Set([rootNamespace, waypoint.namespace, ...(service ? [service.namespace] : []), ...(entry ? [entry.namespace!] : [])])];
  return homes.flatMap(namespace => policies?.get(namespace) ?? []).filter(policy => targetRefs(policy).some(ref => {
    switch (ref.kind) {
      case 'Service': return ref.group === '' && service !== undefined && policy.namespace === service.namespace && ref.name === service.name;
      case 'ServiceEntry': return ref.group === 'networking.istio.io' && entry !== undefined && policy.namespace === entry.namespace && ref.name === entry.name;
      case 'Gateway': return policy.namespace === waypoint.namespace && ref.name === waypoint.name;
      case 'GatewayClass': return policy.namespace === rootNamespace && ref.name === text(waypoint.object.spec['gatewayClassName']);
      default: return false;
    }
  }));
}

/** "core" is another way to write the empty group, and Istio takes both. */
function coreGroup(group: string): string {
  return group === 'core' ? '' : group;
}
