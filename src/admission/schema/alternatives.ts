import type { JsonSchema } from '../../manifest/schemas/json-schema';
import { ofSchema } from '../../manifest/schemas/json-schema';
import { pathText } from '../../manifest/field-path';
import { SchemaIssues, oneOfText, shown } from './issue';

type Validate = (value: unknown, schema: JsonSchema, issues: SchemaIssues) => void;

/** Checks `allOf`, `anyOf`, `oneOf` and `not`, and says in terms of fields what is wrong. */
export function checkAlternatives(value: unknown, schema: JsonSchema, issues: SchemaIssues, validate: Validate): void {
  const accepts = (alternative: JsonSchema): boolean => {
    const trial = new SchemaIssues();
    validate(value, alternative, trial);
    return trial.found.length === 0;
  };
  for (const part of schema.allOf ?? []) validate(value, part, issues);
  if (schema.not && accepts(schema.not)) {
    issues.add('value', `may not be ${shown(value)}`, `Write another value.`);
  }
  if (schema.anyOf && !schema['x-kubernetes-int-or-string'] && !schema.anyOf.some(accepts)) reportNone(value, schema.anyOf, issues, validate);
  if (schema.oneOf) checkOneOf(value, schema, issues, validate, accepts);
}

function checkOneOf(value: unknown, schema: JsonSchema, issues: SchemaIssues, validate: Validate, accepts: (schema: JsonSchema) => boolean): void {
  const choice = choiceOf(schema);
  if (choice) {
    checkChoice(value, choice, issues);
    return;
  }
  const alternatives = schema.oneOf!;
  const fitting = alternatives.filter(accepts).length;
  if (fitting === 0) reportNone(value, alternatives, issues, validate);
  if (fitting > 1) issues.add('value', `fits ${fitting} of its alternatives, and may fit only one`, 'Leave out the fields of all but one.');
}

/** Fields of which only one may be set; `optional`: or none. */
interface Choice {
  readonly fields: readonly string[];
  readonly optional: boolean;
}

/** The usual form of a choice: alternatives that require a field each, and perhaps one that requires that there is none. */
const choiceOf = ofSchema((schema): Choice | undefined => {
  const required = schema.oneOf!.filter(isRequirement).map(({ required: [field] }) => field!);
  const [none, ...others] = schema.oneOf!.filter(alternative => !isRequirement(alternative));
  const optional = none !== undefined;
  if (others.length > 0 || (optional && !isNoneOf(none, required))) return undefined;
  return { fields: required, optional };
});

function isRequirement(schema: JsonSchema): schema is JsonSchema & { readonly required: readonly string[] } {
  return Object.keys(schema).length === 1 && schema.required?.length === 1;
}

function isNoneOf({ not, ...rest }: JsonSchema, fields: readonly string[]): boolean {
  const excluded = not?.anyOf ?? (not ? [not] : []);
  return Object.keys(rest).length === 0 && excluded.length === fields.length
    && excluded.every(schema => isRequirement(schema) && fields.includes(schema.required[0]!));
}

function checkChoice(value: unknown, { fields, optional }: Choice, issues: SchemaIssues): void {
  // A value of another type is refused for that.
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const set = fields.filter(field => Object.hasOwn(value, field));
  const choices = fields.length === 2 ? fields.join(' and ') : oneOfText(fields, 'and');
  if (set.length === 0 && !optional) {
    issues.add('value', `sets none of ${choices}, and needs exactly one`, `Set ${oneOfText(fields.map(field => pathText([...issues.path, field])))}.`);
  } else if (set.length > 1) {
    issues.add('value', `sets ${oneOfText(set, 'and')}, and may set only one of ${choices}`, `Keep one of ${oneOfText(set, 'and')} and leave the others out.`);
  }
}

/** Where no alternative fits: what all of them say, or what the only one says that the value comes near to. */
function reportNone(value: unknown, alternatives: readonly JsonSchema[], issues: SchemaIssues, validate: Validate): void {
  const trials = alternatives.map(alternative => {
    const trial = new SchemaIssues();
    trial.path.push(...issues.path);
    validate(value, alternative, trial);
    return trial.found;
  });
  const deepest = trials.reduce((best, found) => (depth(found) > depth(best) ? found : best));
  const [first] = deepest;
  if (!first) return;
  const same = trials.filter(([issue]) => issue && pathText(issue.path) === pathText(first.path));
  const others = same.slice(1).map(([other]) => other!.message);
  issues.found.push({
    ...first,
    message: [first.message, ...others].join(' Or: ').replaceAll('. Or: ', '; or '),
    remedy: same.map(([issue]) => issue!.remedy).join(' Or: '),
    blocksCel: false,
    unreadable: false,
  });
}

function depth(found: readonly { readonly path: readonly unknown[] }[]): number {
  return Math.max(...found.map(({ path }) => path.length), -1);
}
