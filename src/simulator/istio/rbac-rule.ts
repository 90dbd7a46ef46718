import type { Field } from '../../manifest/field';
import type { AuthorizationPolicy, AuthorizationRule } from '../../manifest/istio/authorization-policies';
import { negated, OPERATION_ATTRIBUTES, SOURCE_ATTRIBUTES } from '../../manifest/istio/authorization-policies';
import { trustDomains } from '../../manifest/istio/principals';
import type { ManifestSet } from '../../manifest/manifest-set';
import { view } from '../../manifest/manifest-set';
import type { Known } from '../known';
import { allOf, anyOf, not } from '../known';
import type { RbacSubject } from './rbac-subject';
import { callerText } from './rbac-subject';
import type { ValueTest } from './rbac-tests';
import { isHttpAttribute, testMaker } from './rbac-tests';
import { expandedPrincipals, expandedTrustDomains } from './trust-domain-aliases';

/** One attribute with the values that it may and may not have. */
interface Clause {
  readonly key: string;
  readonly http: boolean;
  /** Undefined where none is asked for. */
  readonly values: readonly ValueTest[] | undefined;
  readonly notValues: readonly ValueTest[] | undefined;
  /** A value is none that istiod can ask for. */
  readonly broken: boolean;
}

/** A rule as proxies read it. */
export interface CompiledRule {
  /** Place in the policy. */
  readonly index: number;
  readonly from: readonly (readonly Clause[])[];
  readonly to: readonly (readonly Clause[])[];
  readonly when: readonly Clause[];
  /** Of all three. */
  readonly all: readonly Clause[];
}

/** How a rule is read: for ALLOW, what cannot be asked for leaves the whole rule out; for the others only what cannot be asked. */
export interface Reading {
  readonly allow: boolean;
  readonly tcp: boolean;
}

export interface RuleAnswer {
  readonly answer: Known;
  /** Why it does not match, where it does not. */
  readonly why: () => string;
}

const known = view(() => new Map<AuthorizationPolicy, readonly CompiledRule[]>());

/** Rules that istiod can read; one with an unknown attribute is none, whatever its policy does. */
export function compiledRules(set: ManifestSet, policy: AuthorizationPolicy): readonly CompiledRule[] {
  const rules = known(set).get(policy) ?? policy.rules.flatMap((rule, index) => compiled(set, policy, rule, index) ?? []);
  known(set).set(policy, rules);
  return rules;
}

export function matchRule(rule: CompiledRule, subject: RbacSubject, reading: Reading): RuleAnswer {
  const { from, to, when, all } = rule;
  const lost = reading.allow ? all.find(({ broken, http }) => broken || http && reading.tcp) : undefined;
  if (lost) return { answer: false, why: () => (lost.broken ? `it is left out, since a value of ${lost.key} is none` : `it is left out, since ${lost.key} is not seen on a port that is not HTTP`) };
  const clause = (one: Clause) => clauseAnswer(one, subject, reading);
  const entries = (some: CompiledRule['from']): Known => some.length === 0 || anyOf(some, clauses => allOf(clauses, clause));
  const caller = entries(from);
  const operation = caller === false || entries(to);
  const conditions = caller === false || operation === false || allOf(when, clause);
  return {
    answer: allOf([caller, operation, conditions], answer => answer),
    why: () => (caller === false ? `no entry of its \`from\` takes ${callerText(subject)}`
      : operation === false ? `no entry of its \`to\` takes ${operationText(subject)}` : `its condition on ${when.find(one => clause(one) === false)?.key ?? ''} does not hold`),
  };
}

function operationText({ http, path, port }: RbacSubject): string {
  return http ? `${http.method} ${path} of ${http.host} on port ${port}` : `port ${port}`;
}

function clauseAnswer({ http, values, notValues }: Clause, subject: RbacSubject, { tcp }: Reading): Known {
  if (http && tcp) return true;
  const test = (one: ValueTest) => one(subject);
  const positive = values === undefined || anyOf(values, test);
  return positive === false ? false : allOf([positive, notValues === undefined || not(anyOf(notValues, test))], answer => answer);
}

function compiled(set: ManifestSet, policy: AuthorizationPolicy, { field, sources, operations, conditions }: AuthorizationRule, index: number): CompiledRule | undefined {
  if (!field.isSet) return undefined;
  const context = { set, home: policy.namespace };
  const when = conditions.map(condition => {
    const key = condition.at('key').text;
    return testMaker(key) && !(key in OPERATION_ATTRIBUTES) ? clausesOf(key, condition.at('values'), condition.at('notValues'), context) : undefined;
  });
  if (when.includes(undefined)) return undefined;
  const parts = {
    when: when.flatMap(clauses => clauses ?? []),
    from: sources.map(source => Object.entries(SOURCE_ATTRIBUTES).flatMap(([name, key]) => clausesOf(key, source.at(name), source.at(negated(name)), context))),
    to: operations.map(operation => Object.entries(OPERATION_ATTRIBUTES).flatMap(([name, key]) => clausesOf(key ?? name, operation.at(name), operation.at(negated(name)), context))),
  };
  return { index, ...parts, all: [...parts.from.flat(), ...parts.to.flat(), ...parts.when] };
}

function clausesOf(key: string, values: Field, notValues: Field, { set, home }: { readonly set: ManifestSet; readonly home: string }): Clause[] {
  if (values.size + notValues.size === 0) return [];
  const make = testMaker(key)!;
  const tests = (field: Field) => expanded(set, key, field.items().map(({ text }) => text)).map(value => make(value, home));
  const [positive, negative] = [tests(values), tests(notValues)];
  const usable = (all: readonly (ValueTest | undefined)[]) => {
    const good = all.filter(test => test !== undefined);
    return good.length > 0 ? good : undefined;
  };
  return [{ key, http: isHttpAttribute(key), values: usable(positive), notValues: usable(negative), broken: [...positive, ...negative].includes(undefined) }];
}

/** Identities of the mesh's own trust domain are those of its aliases too. */
function expanded(set: ManifestSet, key: string, values: readonly string[]): readonly string[] {
  if (key === 'source.principal') return expandedPrincipals(values, trustDomains(set));
  return key === 'source.trustDomain' ? expandedTrustDomains(values, trustDomains(set)) : values;
}
