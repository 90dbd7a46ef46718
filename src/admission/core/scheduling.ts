import { forbidden, inRange, oneOf, required, requiredItems } from './checks';
import type { Field } from './field';
import { shown } from './field';
import { matchLabelKeys } from './match-label-keys';
import { hasKey, labelSelector, unknownOperator } from './selectors';
import { dnsLabel, dnsSubdomain, hasSyntax, hasSyntaxStrictly, labelValue, qualifiedName } from './syntax';

const NODE_OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'];
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

export function affinity(field: Field): void {
  const node = field.at('nodeAffinity');
  const must = node.at(REQUIRED);
  if (must.isSet && typeof must.value === 'object') {
    requiredItems(must.at('nodeSelectorTerms'), 'term');
    for (const term of must.at('nodeSelectorTerms').items) nodeTerm(term, true);
  }
  for (const preferred of node.at(PREFERRED).items) {
    weight(preferred);
    nodeTerm(preferred.at('preference'), false);
  }
  for (const kind of ['podAffinity', 'podAntiAffinity']) {
    field.at(kind, REQUIRED).items.forEach(podTerm);
    for (const preferred of field.at(kind, PREFERRED).items) {
      weight(preferred);
      podTerm(preferred.at('podAffinityTerm'));
    }
  }
}

function weight(term: Field): void {
  const field = term.at('weight');
  if (field.isEmpty) field.refuse(`${field.name} is missing or 0.`, `Set ${field.name} to a number from 1 to 100.`);
  else inRange(field, 1, 100);
}

function nodeTerm(term: Field, strictly: boolean): void {
  for (const expression of term.at('matchExpressions').items) {
    const operator = expression.at('operator');
    const values = expression.at('values');
    if (operator.text === 'In' || operator.text === 'NotIn') requiredItems(values, 'value');
    else if (operator.text === 'Gt' || operator.text === 'Lt') singleValue(values, operator);
    else if (operator.text === 'Exists' || operator.text === 'DoesNotExist') {
      if (values.length > 0) forbidden(values, `the operator ${operator.text} takes no values`);
    } else unknownOperator(operator, NODE_OPERATORS);
    hasKey(expression.at('key'));
    // Terms that are only preferred may have any value.
    if (strictly) values.textItems.forEach(value => hasSyntaxStrictly(value, labelValue));
  }
  for (const expression of term.at('matchFields').items) nodeField(expression);
}

function singleValue(values: Field, operator: Field): void {
  if (values.length === 1) return;
  values.refuse(`${values.name} has ${String(values.length)} values, but the operator ${operator.text} compares with one.`, `Give ${values.name} exactly one value.`);
}

function nodeField(expression: Field): void {
  const operator = expression.at('operator');
  if (operator.text === 'In' || operator.text === 'NotIn') singleValue(expression.at('values'), operator);
  else unknownOperator(operator, ['In', 'NotIn']);
  const key = expression.at('key');
  if (key.text !== 'metadata.name') {
    if (!key.isSet || typeof key.value === 'string') key.refuse(`${key.name} is ${shown(key.text)}, which is not a field of nodes that can be selected by.`, `Set ${key.name} to "metadata.name".`);
    return;
  }
  expression.at('values').textItems.forEach(value => hasSyntaxStrictly(value, dnsSubdomain));
}

function podTerm(term: Field): void {
  labelSelector(term.at('labelSelector'));
  labelSelector(term.at('namespaceSelector'));
  term.at('namespaces').textItems.forEach(name => hasSyntaxStrictly(name, dnsLabel));
  matchLabelKeys(term, ['matchLabelKeys', 'mismatchLabelKeys']);
  if (required(term.at('topologyKey'), 'the key of a label of nodes, such as "kubernetes.io/hostname"')) hasSyntax(term.at('topologyKey'), qualifiedName);
}

export function tolerations(list: Field): void {
  for (const toleration of list.items) {
    const [key, operator, value, effect] = ['key', 'operator', 'value', 'effect'].map(name => toleration.at(name)) as [Field, Field, Field, Field];
    hasSyntax(key, qualifiedName);
    oneOf(operator, ['Equal', 'Exists']);
    oneOf(effect, ['NoSchedule', 'PreferNoSchedule', 'NoExecute']);
    if (key.isEmpty && operator.value !== 'Exists') {
      operator.refuse(`${key.name} is not set, but ${operator.name} is ${shown(operator.text || 'Equal')}.`, `Set ${operator.name} to Exists to tolerate every taint, or set ${key.name}.`);
    }
    if (operator.value === 'Exists' && !value.isEmpty) forbidden(value, `${operator.name} is Exists`);
    else if (operator.isEmpty || operator.value === 'Equal') hasSyntaxStrictly(value, labelValue);
    const seconds = toleration.at('tolerationSeconds');
    if (seconds.isSet && effect.value !== 'NoExecute') {
      effect.refuse(`${seconds.name} is set, but ${effect.name} is not NoExecute.`, `Set ${effect.name} to NoExecute, or remove ${seconds.name}.`);
    }
  }
}
