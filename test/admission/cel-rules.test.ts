import { isCelError } from '@bufbuild/cel';
import type { CelInput } from '@bufbuild/cel';
import { planRule } from '../../src/admission/cel/rules';
import { rulesOf } from '../../src/admission/cel/rules-of-schema';
import { celName, celScalar } from '../../src/admission/cel/value';
import type { BundleName } from '../../src/manifest/schemas/bundles';
import { kindsOfBundle } from '../../src/manifest/schemas/bundles';
import type { JsonSchema } from '../../src/manifest/schemas/json-schema';
import { subschemas } from '../../src/manifest/schemas/json-schema';

const BUNDLES: readonly BundleName[] = ['istio-1.30.3', 'gateway-api-1.5.1-standard', 'gateway-api-1.5.1-experimental', 'linkerd-2.20'];

/** Every schema, at any depth, of every version of every kind. */
function everySchema(bundle: BundleName): JsonSchema[] {
  const below = (schema: JsonSchema): JsonSchema[] => [schema, ...subschemas(schema).flatMap(below)];
  return kindsOfBundle(bundle).flatMap(({ versions }) => versions.flatMap(({ schema }) => below(schema!)));
}

const everywhere = BUNDLES.flatMap(everySchema);

/** A value with every field set and two entries in every list, for rules to look at. */
function sample(schema: JsonSchema): CelInput {
  if (schema.properties) return new Map(Object.entries(schema.properties).map(([name, child]) => [celName(name), sample(child)])) as CelInput;
  if (typeof schema.additionalProperties === 'object') return new Map([['8080', sample(schema.additionalProperties)]]) as CelInput;
  if (schema.items) return [sample(schema.items), sample(schema.items)];
  if (schema.type === 'string') return (schema.enum?.[0] as string | undefined) ?? '1s';
  if (schema.type === 'boolean') return true;
  return celScalar(schema.minimum ?? 1, schema);
}

const rules = new Map(everywhere.flatMap(schema => rulesOf(schema).map(({ rule }) => [rule, schema] as const)));

test.each([...rules.keys()])('%s is planned and evaluated', rule => {
  const result = planRule(rule)(sample(rules.get(rule)!));

  // What cannot be read as a URL is the sample's matter; a server says the same of it.
  const told = isCelError(result) ? result.message : 'a verdict';
  expect([true, false]).toContain(told.startsWith('URL parse error') ? true : isCelError(result) ? told : result);
});

test('every rule has what the engine reads, and nothing else', () => {
  const properties = everywhere.flatMap(schema => schema['x-kubernetes-validations'] ?? []).map(rule => Object.keys(rule).sort().join());

  expect([...new Set(properties)]).toEqual(['message,rule']);
});

test('no rule sees a field of a format that CEL has a type of its own for', () => {
  const formats = (schema: JsonSchema): string[] => [...schema.format ? [schema.format] : [], ...subschemas(schema).flatMap(formats)];
  const seen = everywhere.filter(schema => rulesOf(schema).length > 0).flatMap(formats);

  expect(seen.filter(format => ['date-time', 'date', 'duration', 'byte'].includes(format))).toEqual([]);
});
