import type { CelInput } from '@bufbuild/cel';
import { isCelError, parse, plan } from '@bufbuild/cel';
import type { PathStep } from '../../manifest/field-path';
import { pathText } from '../../manifest/field-path';
import type { CelRule, JsonSchema } from '../../manifest/schemas/json-schema';
import { ofSchema, subschemas } from '../../manifest/schemas/json-schema';
import type { Refusal } from '../refusal';
import { shown } from '../schema/issue';
import { ENVIRONMENT } from './environment';
import { celName, celScalar } from './value';

/** Asks every CEL rule of a schema of a value that the schema takes and that has its defaults. */
export function checkRules(value: unknown, schema: JsonSchema): Refusal[] {
  const refusals: Refusal[] = [];
  const path: PathStep[] = [];
  const deeper = (child: unknown, known: JsonSchema | undefined, step: PathStep, wanted: boolean): CelInput => {
    if (typeof child !== 'object' && !known?.['x-kubernetes-validations']) return celScalar(child, known);
    path.push(step);
    const converted = walk(child, known, wanted);
    path.pop();
    return converted;
  };
  /** `wanted`: whether a rule further out reads the value. Without one, what is given back is not looked at. */
  const walk = (current: unknown, known: JsonSchema | undefined, wanted: boolean): CelInput => {
    const own = known ? rulesOf(known) : [];
    const inside = wanted || own.length > 0;
    if (current === null || (!inside && !hasRules(known!))) return null;
    const converted = convert(current, known, inside);
    const complaints = own.map(rule => broken(rule, converted)).filter(complaint => complaint !== undefined);
    if (complaints.length > 0) refusals.push(refusal(path, current, complaints.join('; ')));
    return converted;
  };
  const convert = (current: unknown, known: JsonSchema | undefined, inside: boolean): CelInput => {
    if (Array.isArray(current)) return current.map((item, index) => deeper(item, known?.items, index, inside));
    if (typeof current !== 'object' || current === null) return celScalar(current, known);
    const fields = new Map<string, CelInput>();
    for (const [key, child] of Object.entries(current as Record<string, unknown>)) {
      const property = known?.properties && Object.hasOwn(known.properties, key) ? known.properties[key] : undefined;
      const entry = typeof known?.additionalProperties === 'object' ? known.additionalProperties : undefined;
      // What no schema describes is nothing that a rule can see.
      if (!property && !entry) continue;
      fields.set(property ? celName(key) : key, deeper(child, property ?? entry, key, inside));
    }
    return fields as CelInput;
  };
  walk(value, schema, false);
  return refusals;
}

/** The rules of a schema itself that hold of an object that is made; rules on a change ask for what was there before. */
export const rulesOf: (schema: JsonSchema) => readonly CelRule[] = ofSchema(schema =>
  (schema['x-kubernetes-validations'] ?? []).filter(({ rule }) => !/\boldSelf\b/.test(rule)));

const hasRules: (schema: JsonSchema) => boolean = ofSchema(schema => rulesOf(schema).length > 0 || subschemas(schema).some(hasRules));

/** What evaluates a rule, once for each text. */
export function planRule(rule: string): (self: CelInput) => unknown {
  let evaluate = plans.get(rule);
  if (!evaluate) {
    const planned = plan(ENVIRONMENT, parse(rule));
    plans.set(rule, evaluate = self => planned({ self }));
  }
  return evaluate;
}

const plans = new Map<string, (self: CelInput) => unknown>();

/** What a server says where a rule does not hold; undefined where it does. */
function broken({ rule, message }: CelRule, self: CelInput): string | undefined {
  const result = planRule(rule)(self);
  if (result === true) return undefined;
  if (isCelError(result)) return `the rule ${rule} cannot be evaluated: ${result.message}`;
  return message?.trim().replace(/\.$/, '') ?? `the rule ${rule} does not hold`;
}

function refusal(path: readonly PathStep[], value: unknown, complaint: string): Refusal {
  const field = path.length === 0 ? 'The object' : pathText(path);
  const is = typeof value === 'object' ? '' : `, which is ${shown(value)},`;
  return {
    rule: 'admission/cel',
    path: [...path],
    message: `${field}${is} breaks a rule of its schema: ${complaint}.`,
    remedy: `Change ${path.length === 0 ? 'the object' : field} so that this holds: ${complaint}.`,
  };
}
