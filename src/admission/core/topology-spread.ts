import { atLeast, oneOfStrictly, required, requiredAtLeast, requiredOneOf } from './checks';
import type { Field } from './field';
import { shown } from './field';
import { matchLabelKeys } from './match-label-keys';
import { labelSelector } from './selectors';

export function topologySpread(constraints: Field): void {
  const seen = new Map<string, Field>();
  for (const constraint of constraints.items) {
    requiredAtLeast(constraint.at('maxSkew'), 1, 'the difference to allow, 1 or more');
    required(constraint.at('topologyKey'), 'the key of a label of nodes, such as "topology.kubernetes.io/zone"');
    const action = constraint.at('whenUnsatisfiable');
    requiredOneOf(action, ['DoNotSchedule', 'ScheduleAnyway']);
    const both = `${constraint.at('topologyKey').text} ${action.text}`;
    const first = seen.get(both);
    if (first === undefined) seen.set(both, constraint);
    else constraint.refuse(`${constraint.name} and ${first.name} have the same topologyKey and whenUnsatisfiable.`, `Remove ${constraint.name}, or change its topologyKey.`);
    const domains = constraint.at('minDomains');
    atLeast(domains, 1);
    if (domains.isSet && action.value !== 'DoNotSchedule') {
      domains.refuse(`${domains.name} is set, but ${action.name} is ${shown(action.value)}.`, `Set ${action.name} to DoNotSchedule, or remove ${domains.name}.`);
    }
    for (const name of ['nodeAffinityPolicy', 'nodeTaintsPolicy']) oneOfStrictly(constraint.at(name), ['Honor', 'Ignore']);
    matchLabelKeys(constraint, ['matchLabelKeys']);
    labelSelector(constraint.at('labelSelector'));
  }
}
