import type { Field } from '../../manifest/field';
import type { Complain } from '../../manifest/istio/complain';

export const SELECTOR_RULES = ['selector/several-targets', 'selector/wildcard', 'selector/empty-key', 'target-ref/kind', 'target-ref/name', 'target-ref/namespace'] as const;

const TARGETS: readonly (readonly [group: string, kind: string])[] = [
  ['', 'Service'], ['core', 'Service'], ['networking.istio.io', 'ServiceEntry'], ['gateway.networking.k8s.io', 'Gateway'], ['gateway.networking.k8s.io', 'GatewayClass'],
];

/** What a policy is for: by labels of pods, or by names of other objects. */
export function checkTargets(spec: Field, complain: Complain): void {
  const given = spec.set('selector', 'targetRef', 'targetRefs').filter(key => key !== 'targetRefs' || spec.at(key).size > 0);
  if (given.length > 1) {
    complain('selector/several-targets', spec.at(given.at(-1)!), `A policy has ${given.join(' and ')}.`, 'Keep one of them: selector for the proxies of pods, targetRefs for waypoints and gateways.');
  }
  checkSelector(spec.at('selector', 'matchLabels'), complain);
  for (const target of [spec.at('targetRef'), ...spec.at('targetRefs').items()]) if (target.isSet) checkTarget(target, complain);
}

/** The labels by which an object selects pods. */
export function checkSelector(labels: Field, complain: Complain): void {
  for (const [key, value] of labels.entries()) {
    if (key === '') {
      complain('selector/empty-key', value, 'A selector has a label without a key.', 'Write the key of the label, or take the entry out.');
    }
    if (!key.includes('*') && !value.text.includes('*')) continue;
    complain('selector/wildcard', value, `A selector has "${key}: ${value.text}"; there are no wildcards in selectors.`, 'Write whole keys and values, or take the label out to select more pods.');
  }
}

function checkTarget(target: Field, complain: Complain): void {
  const [group, kind, name, namespace] = ['group', 'kind', 'name', 'namespace'].map(key => target.at(key)) as [Field, Field, Field, Field];
  if (name.text === '') {
    complain('target-ref/name', target, 'A target has no name.', 'Write the name of the object in the namespace of the policy.');
  }
  if (namespace.text !== '') {
    complain('target-ref/namespace', namespace, `A target is in namespace "${namespace.text}"; targets are in the namespace of the policy.`,
      `Take namespace out, and create the policy in "${namespace.text}".`);
  }
  if (!TARGETS.some(([g, k]) => g === group.text && k === kind.text)) {
    const right = TARGETS.find(([, k]) => k === kind.text);
    complain('target-ref/kind', right ? group : kind, `A policy cannot target ${kind.text || 'nothing'} of group "${group.text}".`,
      right ? `Write group: "${right[0]}" for ${right[1]}.`
        : 'Target Service (group ""), ServiceEntry (networking.istio.io), Gateway or GatewayClass (gateway.networking.k8s.io).');
  }
}
