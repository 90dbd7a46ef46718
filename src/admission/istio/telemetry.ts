import { parse } from '@bufbuild/cel';
import { Field } from '../../manifest/field';
import type { Complain } from '../../manifest/istio/complain';
import { nameOf } from '../../manifest/istio/complain';
import type { ManifestObject } from '../../manifest/manifest-object';
import { checkTargets } from './selectors';

export const TELEMETRY_RULES = [
  'telemetry/provider', 'telemetry/sampling', 'telemetry/tag', 'telemetry/tag-override', 'telemetry/custom-metric', 'telemetry/filter',
] as const;

export function checkTelemetry(object: ManifestObject, complain: Complain): void {
  const spec = Field.spec(object);
  checkTargets(spec, complain);
  for (const block of ['metrics', 'tracing', 'accessLogging'].flatMap(key => spec.at(key).items())) {
    for (const provider of block.at('providers').items()) {
      if (provider.at('name').text !== '') continue;
      complain('telemetry/provider', provider, 'A provider has no name.', 'Write name, one of the extensionProviders of the mesh configuration, such as "otel".');
    }
  }
  for (const filter of spec.at('accessLogging').items().map(logging => logging.at('filter'))) checkFilter(filter, complain);
  for (const tracing of spec.at('tracing').items()) checkTracing(tracing, complain);
  for (const override of spec.at('metrics').items().flatMap(metrics => metrics.at('overrides').items())) checkOverride(override, complain);
}

function checkTracing(tracing: Field, complain: Complain): void {
  const sampling = tracing.at('randomSamplingPercentage');
  if (sampling.number < 0 || sampling.number > 100) {
    complain('telemetry/sampling', sampling, `A share of ${sampling.number} percent of requests cannot be traced.`, 'Write a number from 0 to 100.');
  }
  for (const [name, tag] of tracing.at('customTags').entries()) {
    const empty = [tag.at('literal', 'value'), tag.at('header', 'name'), tag.at('environment', 'name')].find(value => tag.at(String(value.path.at(-2))).isSet && value.text === '');
    if (name !== '' && !empty) continue;
    complain('telemetry/tag', empty ?? tag, name === '' ? 'A tag has no name.' : `Tag "${name}" has no ${nameOf(empty!)}.`, name === '' ? 'Write the name of the tag.' : `Write ${nameOf(empty!)}.`);
  }
}

function checkOverride(override: Field, complain: Complain): void {
  for (const [name, tag] of override.at('tagOverrides').entries()) {
    const removes = tag.at('operation').text === 'REMOVE';
    if (removes === (tag.at('value').text === '')) continue;
    complain('telemetry/tag-override', tag, `Tag "${name}" is to be ${removes ? 'removed and has a value' : 'written and has no value'}.`, removes ? 'Take value out.' : 'Write value, or operation: REMOVE.');
  }
  const metric = override.at('match', 'customMetric');
  if (metric.isSet && metric.text === '') complain('telemetry/custom-metric', metric, '`customMetric` is empty.', 'Write the name of the metric, or metric with one of Istio\'s.');
}

/** Its syntax only, as istiod does: which attributes there are, only the proxy knows. */
function checkFilter(filter: Field, complain: Complain): void {
  if (!filter.isSet) return;
  const expression = filter.at('expression');
  try {
    parse(expression.text);
  } catch (error) {
    const [problem] = (error instanceof Error ? error.message : String(error)).split('\n');
    complain('telemetry/filter', expression.isSet ? expression : filter, `"${expression.text}" is no expression in CEL: ${problem!.replace(/\.$/, '')}.`,
      'Write an expression such as "response.code >= 400", or take filter out to log everything.');
  }
}
