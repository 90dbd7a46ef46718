import { coreCases } from '../../support/core-cases';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
const node = (expression: unknown) => ({ nodeAffinity: { [REQUIRED]: { nodeSelectorTerms: [{ matchExpressions: [expression] }] } } });
const field = (expression: unknown) => ({ nodeAffinity: { [REQUIRED]: { nodeSelectorTerms: [{ matchFields: [expression] }] } } });
const pod = (term: unknown) => ({ podAffinity: { [REQUIRED]: [term] } });
const NODE = `spec.affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms[0].matchExpressions[0]`;
const FIELD = `spec.affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms[0].matchFields[0]`;
const POD = `spec.affinity.podAffinity.${REQUIRED}[0]`;
const spread = (rest: object) => [{ maxSkew: 1, topologyKey: 'a', whenUnsatisfiable: 'DoNotSchedule', ...rest }];

coreCases('where pods run', `
apiVersion: v1
kind: Pod
metadata: { name: cart }
spec: { containers: [{ name: server, image: server }] }
`, [
  ['spec.affinity', { nodeAffinity: { [REQUIRED]: {} } }, node({ key: 'a', operator: 'Exists' }), 'missing or empty', `spec.affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms`],
  ['spec.affinity', node({ key: 'a', operator: 'In' }), node({ key: 'a', operator: 'In', values: ['b'] }), 'missing or empty', `${NODE}.values`],
  ['spec.affinity', node({ key: 'a', operator: 'Exists', values: ['b'] }), node({ key: 'a', operator: 'Exists', values: [] }), 'takes no values', `${NODE}.values`],
  ['spec.affinity', node({ key: 'a', operator: 'Gt', values: ['1', '2'] }), node({ key: 'a', operator: 'Gt', values: ['1'] }), 'compares with one', `${NODE}.values`],
  ['spec.affinity', node({ key: 'a', operator: 'Equal' }), node({ key: 'a', operator: 'DoesNotExist' }), 'which is no operator', `${NODE}.operator`],
  ['spec.affinity', node({ operator: 'Exists' }), node({ key: 'a/b', operator: 'Exists' }), 'missing or empty', `${NODE}.key`],
  ['spec.affinity', node({ key: 'a b', operator: 'Exists' }), node({ key: 'a.b', operator: 'Exists' }), 'not a qualified name', `${NODE}.key`],
  ['spec.affinity', node({ key: 'a', operator: 'In', values: ['b c'] }), { nodeAffinity: { [PREFERRED]: [{ weight: 1, preference: { matchExpressions: [{ key: 'a', operator: 'In', values: ['b c'] }] } }] } }, 'not a label value', `${NODE}.values[0]`],
  ['spec.affinity', field({ key: 'metadata.uid', operator: 'In', values: ['a'] }), field({ key: 'metadata.name', operator: 'In', values: ['a'] }), 'not a field of nodes', `${FIELD}.key`],
  ['spec.affinity', field({ key: 'metadata.name', operator: 'Exists' }), field({ key: 'metadata.name', operator: 'NotIn', values: ['a'] }), 'which is no operator', `${FIELD}.operator`],
  ['spec.affinity', field({ key: 'metadata.name', operator: 'In', values: ['A'] }), field({ key: 'metadata.name', operator: 'In', values: ['a'] }), 'not a DNS name', `${FIELD}.values[0]`],
  ['spec.affinity', { nodeAffinity: { [PREFERRED]: [{ weight: 101, preference: {} }] } }, { nodeAffinity: { [PREFERRED]: [{ weight: 100, preference: {} }] } }, 'outside', `spec.affinity.nodeAffinity.${PREFERRED}[0].weight`],
  ['spec.affinity', { podAntiAffinity: { [PREFERRED]: [{ podAffinityTerm: { topologyKey: 'a' } }] } }, { podAntiAffinity: { [PREFERRED]: [{ weight: 1, podAffinityTerm: { topologyKey: 'a' } }] } }, 'missing or 0', `spec.affinity.podAntiAffinity.${PREFERRED}[0].weight`],
  ['spec.affinity', pod({}), pod({ topologyKey: 'a' }), 'missing or empty', `${POD}.topologyKey`],
  ['spec.affinity', pod({ topologyKey: 'a', namespaces: ['a.b'] }), pod({ topologyKey: 'a', namespaces: ['a-b'] }), 'not a DNS label', `${POD}.namespaces[0]`],
  ['spec.affinity', pod({ topologyKey: 'a', matchLabelKeys: ['b'] }), pod({ topologyKey: 'a', labelSelector: {}, matchLabelKeys: ['b'] }), 'is not', `${POD}.matchLabelKeys`],
  ['spec.affinity', pod({ topologyKey: 'a', labelSelector: {}, matchLabelKeys: ['b'], mismatchLabelKeys: ['b'] }), pod({ topologyKey: 'a', labelSelector: {}, matchLabelKeys: ['b'], mismatchLabelKeys: ['c'] }), 'which is in', `${POD}.matchLabelKeys[0]`],
  ['spec.affinity', pod({ topologyKey: 'a', labelSelector: { matchLabels: { b: 'c' }, matchExpressions: [{ key: 'b', operator: 'Exists' }] }, matchLabelKeys: ['b'] }),
    pod({ topologyKey: 'a', labelSelector: { matchLabels: { b: 'c' }, matchExpressions: [{ key: 'b', operator: 'Exists' }] }, matchLabelKeys: ['d'] }), 'selects by already', `${POD}.matchLabelKeys[0]`],
  ['spec.tolerations', [{ value: 'a' }], [{ operator: 'Exists' }], 'is not set', 'spec.tolerations[0].operator'],
  ['spec.tolerations', [{ key: 'a b' }], [{ key: 'a' }], 'not a qualified name', 'spec.tolerations[0].key'],
  ['spec.tolerations', [{ key: 'a', operator: 'In' }], [{ key: 'a', operator: 'Equal' }], 'not one of its values', 'spec.tolerations[0].operator'],
  ['spec.tolerations', [{ key: 'a', value: 'b c' }], [{ key: 'a', value: 'b' }], 'not a label value', 'spec.tolerations[0].value'],
  ['spec.tolerations', [{ key: 'a', operator: 'Exists', value: 'b' }], [{ key: 'a', operator: 'Exists' }], 'is Exists', 'spec.tolerations[0].value'],
  ['spec.tolerations', [{ key: 'a', effect: 'Never' }], [{ key: 'a', effect: 'NoSchedule' }], 'not one of its values', 'spec.tolerations[0].effect'],
  ['spec.tolerations', [{ key: 'a', tolerationSeconds: 1 }], [{ key: 'a', tolerationSeconds: 1, effect: 'NoExecute' }], 'is not NoExecute', 'spec.tolerations[0].effect'],
  ['spec.topologySpreadConstraints', spread({ maxSkew: 0 }), spread({}), 'missing or 0', 'spec.topologySpreadConstraints[0].maxSkew'],
  ['spec.topologySpreadConstraints', spread({ topologyKey: '' }), spread({}), 'missing or empty', 'spec.topologySpreadConstraints[0].topologyKey'],
  ['spec.topologySpreadConstraints', spread({ whenUnsatisfiable: 'Wait' }), spread({ whenUnsatisfiable: 'ScheduleAnyway' }), 'not one of its values', 'spec.topologySpreadConstraints[0].whenUnsatisfiable'],
  ['spec.topologySpreadConstraints', [...spread({}), ...spread({})], [...spread({}), ...spread({ topologyKey: 'b' })], 'have the same topologyKey', 'spec.topologySpreadConstraints[1]'],
  ['spec.topologySpreadConstraints', spread({ minDomains: 0 }), spread({ minDomains: 1 }), 'less than 1', 'spec.topologySpreadConstraints[0].minDomains'],
  ['spec.topologySpreadConstraints', spread({ minDomains: 1, whenUnsatisfiable: 'ScheduleAnyway' }), spread({ minDomains: 1 }), 'is "ScheduleAnyway"', 'spec.topologySpreadConstraints[0].minDomains'],
  ['spec.topologySpreadConstraints', spread({ nodeTaintsPolicy: 'Obey' }), spread({ nodeTaintsPolicy: 'Honor' }), 'not one of its values', 'spec.topologySpreadConstraints[0].nodeTaintsPolicy'],
]);
