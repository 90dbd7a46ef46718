import type { ManifestObject } from '../manifest-object';
import { inKeyOrder, record, records, text, texts } from '../manifest-object';
import type { ManifestSet } from '../manifest-set';
import { view, viewOf } from '../manifest-set';
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

type PolicyKind = 'AuthorizationPolicy' | 'RequestAuthentication';

/** Policies of a namespace, by how they say what they are put on. */
interface PolicyIndex {
  /** For all pods. */
  readonly wide: ManifestObject[];
  /** By the first label that they select, as "key=value". */
  readonly byLabel: Map<string, ManifestObject[]>;
  /** By each target, as "kind/name". */
  readonly byTarget: Map<string, ManifestObject[]>;
}

const indexes = view(set => {
  const found = new Map<string, PolicyIndex>();
  for (const kind of ['AuthorizationPolicy', 'RequestAuthentication'] as const) {
    // Of several that decide alike, the first is named: whatever the order of files.
    for (const policy of inKeyOrder(set.all('security.istio.io', kind))) {
      const key = `${kind} ${policy.namespace}`;
      const index = found.get(key) ?? { wide: [], byLabel: new Map<string, ManifestObject[]>(), byTarget: new Map<string, ManifestObject[]>() };
      found.set(key, index);
      const target = policyTarget(set, policy);
      const first = target.kind === 'workloads' ? Object.entries(target.labels)[0] : undefined;
      if (target.kind === 'targets') for (const ref of new Set(target.refs.map(({ kind: to, name }) => `${to}/${name}`))) push(index.byTarget, ref, policy);
      else if (first) push(index.byLabel, `${first[0]}=${first[1]}`, policy);
      else index.wide.push(policy);
    }
  }
  return found;
});

/**
 * Policies of a kind that act on pods themselves: at their sidecar, at ztunnel, at a gateway deployed by hand. Those with targets do not,
 * and those of the root namespace act everywhere.
 */
export function policiesOnPods(set: ManifestSet, kind: PolicyKind, pods: Pods): readonly ManifestObject[] {
  const known = onPods(set)[kind];
  let policies = known.get(pods);
  if (!policies) known.set(pods, policies = findOnPods(set, kind, pods));
  return policies;
}

/** Pods of a workload, or of a gateway. */
type Pods = Pick<Workload, 'namespace' | 'labels'>;

/** Many rules ask for them. */
const onPods = view(() => ({ AuthorizationPolicy: new WeakMap<Pods, readonly ManifestObject[]>(), RequestAuthentication: new WeakMap<Pods, readonly ManifestObject[]>() }));

function findOnPods(set: ManifestSet, kind: PolicyKind, workload: Pods): readonly ManifestObject[] {
  const { rootNamespace } = set.settings;
  const policies = [...new Set([rootNamespace, workload.namespace])].flatMap(namespace => {
    const index = indexes(set).get(`${kind} ${namespace}`);
    if (!index) return [];
    const selecting = Object.entries(workload.labels).flatMap(([key, value]) => index.byLabel.get(`${key}=${value}`) ?? []);
    return [...index.wide, ...selecting.filter(policy => matchesLabels(texts(record(policy.spec['selector'])['matchLabels']), workload.labels))];
  });
  return inAskingOrder(set, kind, workload.namespace, policies);
}

/** Policies that a gateway asks: those that act on its pods, and those that name the Gateway of the Gateway API that it is deployed for. */
export function policiesAtGateway(set: ManifestSet, kind: PolicyKind, pods: Pods): readonly ManifestObject[] {
  const name = pods.labels['gateway.networking.k8s.io/gateway-name'];
  const named = name === undefined ? [] : indexes(set).get(`${kind} ${pods.namespace}`)?.byTarget.get(`Gateway/${name}`) ?? [];
  return inAskingOrder(set, kind, pods.namespace, [...policiesOnPods(set, kind, pods), ...named]);
}

/**
 * Policies that a waypoint asks about calls to a service, or to the hosts of a ServiceEntry: they name it, the waypoint's Gateway, or its class for
 * the whole mesh.
 */
export function policiesAtWaypoint(
  set: ManifestSet, kind: PolicyKind, waypoint: Waypoint, service: Pick<Service, 'namespace' | 'name'> | undefined,
  entry?: ManifestObject,
): readonly ManifestObject[] {
  const known = atWaypoint(set, waypoint);
  const key = `${kind} ${service ? `${service.namespace}/${service.name}` : ''} ${entry?.key ?? ''}`;
  let policies = known.get(key);
  if (!policies) known.set(key, policies = findAtWaypoint(set, kind, waypoint, service, entry));
  return policies;
}

const atWaypoint = viewOf((_set, _waypoint: Waypoint) => new Map<string, readonly ManifestObject[]>());

function findAtWaypoint(
  set: ManifestSet, kind: PolicyKind, waypoint: Waypoint, service: Pick<Service, 'namespace' | 'name'> | undefined, entry: ManifestObject | undefined,
): readonly ManifestObject[] {
  const naming = (namespace: string, ref: string) => indexes(set).get(`${kind} ${namespace}`)?.byTarget.get(ref) ?? [];
  const policies = [...new Set([
    ...naming(set.settings.rootNamespace, `GatewayClass/${text(waypoint.object.spec['gatewayClassName'])}`),
    ...naming(waypoint.namespace, `Gateway/${waypoint.name}`),
    ...(entry ? naming(entry.namespace!, `ServiceEntry/${entry.name}`).filter(policy => targetRefs(policy).some(ref => ref.group === 'networking.istio.io' && ref.kind === 'ServiceEntry' && ref.name === entry.name)) : []),
    ...(service ? naming(service.namespace, `Service/${service.name}`).filter(policy => targetRefs(policy).some(ref => ref.group === '' && ref.kind === 'Service' && ref.name === service.name)) : []),
  ])];
  return inAskingOrder(set, kind, waypoint.namespace, policies);
}

/** About tokens, those of a proxy's own namespace are asked first, then those of the whole mesh. */
function inAskingOrder(set: ManifestSet, kind: PolicyKind, home: string, policies: readonly ManifestObject[]): readonly ManifestObject[] {
  if (kind !== 'RequestAuthentication' || policies.length < 2) return policies;
  const rank = ({ namespace }: ManifestObject) => (namespace === home ? 0 : namespace === set.settings.rootNamespace ? 1 : 2);
  return [...policies].sort((a, b) => rank(a) - rank(b));
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}

/** "core" is another way to write the empty group, and Istio takes both. */
function coreGroup(group: string): string {
  return group === 'core' ? '' : group;
}
