import type { CelInput } from '@bufbuild/cel';
import { parse, plan } from '@bufbuild/cel';
import type { PathStep } from '../../manifest/field-path';
import { pathText } from '../../manifest/field-path';
import type { CelRule, JsonSchema } from '../../manifest/schemas/json-schema';
import type { Refusal } from '../refusal';
import { shown } from '../schema/issue';
import { jsonText } from '../schema/json-text';
import { ENVIRONMENT } from './environment';
import { hasRules, rulesOf } from './rules-of-schema';
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
    const complaint = own.length > 0 ? complaintOf(own, current, converted) : undefined;
    if (complaint !== undefined) refusals.push(refusal(path, current, complaint));
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

/** From this many rules on, it is worth while to look whether the same value was asked about before: small values stand in many objects. */
const MANY_RULES = 3;
const LONGEST_KEY = 300;
const MOST_KEPT = 20_000;

const verdicts = new Map<readonly CelRule[], Map<unknown, string | undefined>>();

/** What the rules have against a value; undefined where all of them hold. */
function complaintOf(rules: readonly CelRule[], value: unknown, self: CelInput): string | undefined {
  const ask = (): string | undefined => {
    const complaints = rules.map(rule => broken(rule, self)).filter(complaint => complaint !== undefined);
    return complaints.length > 0 ? complaints.join('; ') : undefined;
  };
  const key = keyOf(value, rules);
  if (key === undefined) return ask();
  let known = verdicts.get(rules);
  if (!known || known.size >= MOST_KEPT) verdicts.set(rules, known = new Map());
  if (!known.has(key)) known.set(key, ask());
  return known.get(key);
}

/** What stands for a value among those kept; two that rules can tell apart have two. */
function keyOf(value: unknown, rules: readonly CelRule[]): unknown {
  if (typeof value === 'string') return value.length > LONGEST_KEY ? undefined : `"${value}`;
  if (typeof value !== 'object') return value;
  if (rules.length < MANY_RULES) return undefined;
  const text = jsonText(value);
  return text === undefined || text.length > LONGEST_KEY ? undefined : text;
}

/** What a server says where a rule does not hold or cannot be evaluated; undefined where it holds. */
function broken({ rule, message }: CelRule, self: CelInput): string | undefined {
  return planRule(rule)(self) === true ? undefined : message.trim().replace(/\.$/, '');
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
