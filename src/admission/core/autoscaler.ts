import { atLeast, inRange, oneOfStrictly, required, requiredAtLeast, requiredItems, requiredOneOf } from './checks';
import type { Field } from './field';
import { shown } from './field';
import { quantityOf } from './quantity';
import { containerResourceName } from './resources';
import { dnsLabel, hasSyntax, pathSegment } from './syntax';

const SOURCES = { Object: 'object', External: 'external', Pods: 'pods', Resource: 'resource', ContainerResource: 'containerResource' } as const;
const MOST_WINDOW = 3600;
const MOST_PERIOD = 1800;

export function autoscaler(object: Field): void {
  const spec = object.at('spec');
  const [min, max] = [spec.at('minReplicas'), spec.at('maxReplicas')];
  atLeast(min, 1);
  requiredAtLeast(max, 1, 'the most replicas, 1 or more');
  if ((max.number ?? Infinity) < (min.number ?? 1) && (max.number ?? 0) > 0) {
    max.refuse(`${max.name} is ${shown(max.value)}, less than ${min.name}, which is ${shown(min.value)}.`, `Set ${max.name} to ${shown(min.value)} or more.`);
  }
  reference(spec.at('scaleTargetRef'), true);
  atLeast(spec.at('targetCPUUtilizationPercentage'), 1);
  spec.at('metrics').items.forEach(metric);
  for (const direction of ['scaleUp', 'scaleDown']) scalingRules(spec.at('behavior', direction));
}

function reference(ref: Field, needsGroup: boolean): void {
  if (required(ref.at('kind'), 'the kind of the object')) hasSyntax(ref.at('kind'), pathSegment);
  if (required(ref.at('name'), 'the name of the object')) hasSyntax(ref.at('name'), pathSegment);
  const version = ref.at('apiVersion');
  if (typeof version.value !== 'string' && version.isSet) return;
  const parts = version.text.split('/');
  if (parts.length <= 2 && (!needsGroup || (parts.length === 2 && parts[0] !== ''))) return;
  version.refuse(`${version.name} is ${shown(version.text)}, without a group.`, `Set ${version.name} to the apiVersion of the object, such as "apps/v1".`);
}

function scalingRules(rules: Field): void {
  if (!rules.isSet || typeof rules.value !== 'object') return;
  inRange(rules.at('stabilizationWindowSeconds'), 0, MOST_WINDOW);
  oneOfStrictly(rules.at('selectPolicy'), ['Max', 'Min', 'Disabled']);
  const policies = rules.at('policies');
  if (policies.isSet) requiredItems(policies, 'policy');
  for (const policy of policies.items) {
    requiredOneOf(policy.at('type'), ['Pods', 'Percent']);
    requiredAtLeast(policy.at('value'), 1, 'a number of pods or percents, 1 or more');
    const period = policy.at('periodSeconds');
    if (period.isEmpty) requiredAtLeast(period, 1, `a number of seconds from 1 to ${String(MOST_PERIOD)}`);
    else inRange(period, 1, MOST_PERIOD);
  }
  const tolerance = rules.at('tolerance');
  if ((quantityOf(tolerance) ?? 0n) < 0n) tolerance.refuse(`${tolerance.name} is ${shown(tolerance.value)}, less than 0.`, `Set ${tolerance.name} to 0 or more.`);
}

function metric(field: Field): void {
  const type = field.at('type');
  requiredOneOf(type, Object.keys(SOURCES));
  const own = SOURCES[type.text as keyof typeof SOURCES] as string | undefined;
  const set = Object.values(SOURCES).filter(source => field.at(source).isSet);
  if (set.length > 1) {
    for (const source of set.filter(other => other !== own)) {
      field.at(source).refuse(`${field.at(source).name} is set beside ${set.filter(other => other !== source).join(' and ')}, but a metric has one source.`, `Remove ${field.at(source).name}.`);
    }
  }
  if (own !== undefined && !field.at(own).isSet) {
    field.at(own).refuse(`${field.at(own).name} is missing, but ${type.name} is ${type.text}.`, `Set ${field.at(own).name}, or ${type.name} to what is set.`);
  }
  const [kind] = set;
  if (kind !== undefined && typeof field.at(kind).value === 'object') metricSource(field.at(kind), kind);
}

function metricSource(source: Field, kind: string): void {
  const isResource = kind === 'resource' || kind === 'containerResource';
  const name = isResource ? source.at('name') : source.at('metric', 'name');
  if (required(name, isResource ? 'cpu or memory' : 'the name of the metric')) {
    if (kind === 'containerResource') containerResourceName(name.text, name);
    else if (!isResource) hasSyntax(name, pathSegment);
  }
  if (kind === 'containerResource' && required(source.at('container'), 'the name of a container')) hasSyntax(source.at('container'), dnsLabel);
  if (kind === 'object') reference(source.at('describedObject'), false);
  target(source.at('target'), kind, isResource);
}

function target(field: Field, kind: string, isResource: boolean): void {
  requiredOneOf(field.at('type'), ['Utilization', 'Value', 'AverageValue']);
  const [value, average, utilization] = ['value', 'averageValue', 'averageUtilization'].map(name => field.at(name)) as [Field, Field, Field];
  for (const quantity of [value, average]) {
    if ((quantityOf(quantity) ?? 1n) <= 0n) quantity.refuse(`${quantity.name} is ${shown(quantity.value)}.`, `Set ${quantity.name} to more than 0.`);
  }
  atLeast(utilization, 1);
  const other = isResource ? utilization : value;
  if (!average.isSet && (kind === 'pods' || !other.isSet)) {
    const field = isResource ? utilization : average;
    field.refuse(`${field.name} is missing.`, `Set ${field.name} to the value to hold${kind === 'pods' ? '' : `, or ${isResource ? average.name : other.name}`}.`);
  }
  if ((isResource || kind === 'external') && average.isSet && other.isSet) {
    const field = isResource ? average : other;
    field.refuse(`${field.name} is set beside ${isResource ? other.name : average.name}.`, `Keep one of them.`);
  }
}
