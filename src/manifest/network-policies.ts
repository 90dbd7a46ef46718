import type { PathStep } from './field-path';
import type { Json, ManifestObject } from './manifest-object';
import { inKeyOrder, list, record, records, text, texts } from './manifest-object';
import type { ManifestSet } from './manifest-set';
import { view } from './manifest-set';
import { matchesSelector } from './selectors';
import type { Workload } from './workloads';
import { selectedWorkloads, workloadsIn } from './workloads';

/** One rule of a NetworkPolicy, for one direction. */
export interface NetworkRule {
  readonly policy: ManifestObject;
  /** Where its `from` or `to` entries stand; none: everybody. */
  readonly peers: readonly Record<string, Json>[];
  /** None: every port. */
  readonly ports: readonly Record<string, Json>[];
  readonly path: readonly PathStep[];
}

export type Direction = 'ingress' | 'egress';

/** Workloads of the policy's namespace whose pods it selects: all of them for an empty selector. */
export function selectedByPolicy(set: ManifestSet, policy: ManifestObject): readonly Workload[] {
  const namespace = policy.namespace ?? 'default';
  const selector: unknown = policy.spec['podSelector'];
  const labels = texts(record(selector)['matchLabels']);
  const candidates = Object.keys(labels).length > 0 ? selectedWorkloads(set, namespace, labels) : workloadsIn(set, namespace);
  return candidates.filter(workload => !workload.hostNetwork && matchesSelector(selector, workload.labels));
}

const byWorkload = view(set => {
  const policies = new Map<string, ManifestObject[]>();
  for (const policy of inKeyOrder(set.all('networking.k8s.io', 'NetworkPolicy'))) {
    for (const { id } of selectedByPolicy(set, policy)) {
      const known = policies.get(id);
      if (known) known.push(policy);
      else policies.set(id, [policy]);
    }
  }
  return policies;
});

/** NetworkPolicies that isolate a workload in a direction: what none of their rules admits is cut. */
export function isolatingPolicies(set: ManifestSet, workload: Workload, direction: Direction): readonly ManifestObject[] {
  return (byWorkload(set).get(workload.id) ?? []).filter(policy => isolates(policy, direction));
}

export function networkRules(policy: ManifestObject, direction: Direction): NetworkRule[] {
  return records(policy.spec[direction]).map(([rule, index]) => ({
    policy, path: ['spec', direction, index],
    peers: records(rule[direction === 'ingress' ? 'from' : 'to']).map(([peer]) => peer), ports: records(rule['ports']).map(([port]) => port),
  }));
}

/** Whether a rule admits a TCP port, given by its number; `named` resolves names. */
export function admitsPort({ ports }: Pick<NetworkRule, 'ports'>, number: number, named: (name: string) => number | undefined = () => undefined): boolean {
  return ports.length === 0 || ports.some(({ port, endPort, protocol }) => {
    if ((text(protocol) ?? 'TCP') !== 'TCP') return false;
    const first = typeof port === 'string' ? named(port) : port as unknown;
    if (first === undefined) return port === undefined;
    return typeof first === 'number' && (typeof endPort === 'number' ? first <= number && number <= endPort : first === number);
  });
}

/** Whether a policy says anything of a direction. Ingress is meant where it does not say which. */
export function isolates({ spec }: ManifestObject, direction: Direction): boolean {
  const types = list(record(spec)['policyTypes']);
  if (types.length > 0) return types.includes(direction === 'ingress' ? 'Ingress' : 'Egress');
  return direction === 'ingress' || list(record(spec)['egress']).length > 0;
}
