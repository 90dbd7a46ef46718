import type { Field } from '../../manifest/field';
import type { AuthorizationPolicy, AuthorizationRule } from '../../manifest/istio/authorization-policies';
import { negated, OPERATION_ATTRIBUTES, SOURCE_ATTRIBUTES } from '../../manifest/istio/authorization-policies';
import { trustDomains } from '../../manifest/istio/principals';
import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import type { Known } from '../known';
import { all, allOf, anyOf, anyTest, not } from '../known';
import type { RbacSubject } from './rbac-subject';
import type { ValueTest } from './rbac-tests';
import { isHttpAttribute, testMaker } from './rbac-tests';
import { expandedPrincipals, expandedTrustDomains } from './trust-domain-aliases';

/** One attribute with the values that it may and may not have. */
interface Clause {
  readonly key: string;
  readonly http: boolean;
  readonly meets: ValueTest;
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
  /** Why an ALLOW policy has no such rule: at proxies that read requests, and at others. */
  readonly lost: { readonly http: Clause | undefined; readonly tcp: Clause | undefined };
}

/** How a rule is read: for ALLOW, what cannot be asked for leaves the whole rule out; for the others only what cannot be asked. */
export interface Reading {
  readonly allow: boolean;
  readonly tcp: boolean;
}

/** Rules that istiod can read; one with an unknown attribute is none, whatever its policy does. */
export const compiledRules = viewOf((set, policy: AuthorizationPolicy): readonly CompiledRule[] => policy.rules.flatMap((rule, index) => compiled(set, policy, rule, index) ?? []));

export function matchesRule({ from, to, when, lost }: CompiledRule, subject: RbacSubject, reading: Reading): Known {
  if (reading.allow && lost[reading.tcp ? 'tcp' : 'http']) return false;
  const caller = meetsOne(from, subject, reading);
  if (caller === false) return false;
  const operation = meetsOne(to, subject, reading);
  return operation === false ? false : all([caller, operation, meetsAll(when, subject, reading)]);
}

/** Why a rule does not match a subject that it does not match. */
export function whyNot({ from, to, when, lost }: CompiledRule, subject: RbacSubject, reading: Reading): string {
  const missing = reading.allow ? lost[reading.tcp ? 'tcp' : 'http'] : undefined;
  if (missing) return missing.broken ? `it is left out, since a value of ${missing.key} is none` : `it is left out, since ${missing.key} is not seen on a port that is not HTTP`;
  if (meetsOne(from, subject, reading) === false) return `no entry of its \`from\` takes ${subject.principal ?? 'a caller without identity'}`;
  if (meetsOne(to, subject, reading) === false) return `no entry of its \`to\` takes ${operationText(subject)}`;
  return `its condition on ${when.find(one => clauseAnswer(one, subject, reading) === false)?.key ?? ''} does not hold`;
}

function meetsOne(entries: CompiledRule['from'], subject: RbacSubject, reading: Reading): Known {
  return entries.length === 0 || anyOf(entries, clauses => meetsAll(clauses, subject, reading));
}

function meetsAll(clauses: readonly Clause[], subject: RbacSubject, reading: Reading): Known {
  return allOf(clauses, clause => clauseAnswer(clause, subject, reading));
}

function operationText({ http, path, port }: RbacSubject): string {
  return http ? `${http.method} ${path} of ${http.host} on port ${port}` : `port ${port}`;
}

function clauseAnswer({ http, meets }: Clause, subject: RbacSubject, { tcp }: Reading): Known {
  return http && tcp || meets(subject);
}

/** Undefined where no such value is asked for. */
function valuesTest(values: ValueTest | undefined, notValues: ValueTest | undefined): ValueTest {
  if (!notValues) return values ?? (() => true);
  return subject => {
    const positive = values === undefined || values(subject);
    return positive === false ? false : all([positive, not(notValues(subject))]);
  };
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
  const clauses = [...parts.from.flat(), ...parts.to.flat(), ...parts.when];
  return { index, ...parts, lost: { http: clauses.find(({ broken }) => broken), tcp: clauses.find(({ broken, http }) => broken || http) } };
}

function clausesOf(key: string, values: Field, notValues: Field, { set, home }: { readonly set: ManifestSet; readonly home: string }): Clause[] {
  if (values.size + notValues.size === 0) return [];
  const make = testMaker(key)!;
  const tests = (field: Field) => expanded(set, key, field.items().map(({ text }) => text)).map(value => make(value, home));
  const [positive, negative] = [tests(values), tests(notValues)];
  const usable = (all: readonly (ValueTest | undefined)[]) => {
    const good = all.filter(test => test !== undefined);
    return good.length > 0 ? anyTest(good) : undefined;
  };
  return [{ key, http: isHttpAttribute(key), meets: valuesTest(usable(positive), usable(negative)), broken: [...positive, ...negative].includes(undefined) }];
}

/** Identities of the mesh's own trust domain are those of its aliases too. */
function expanded(set: ManifestSet, key: string, values: readonly string[]): readonly string[] {
  if (key === 'source.principal') return expandedPrincipals(values, trustDomains(set));
  return key === 'source.trustDomain' ? expandedTrustDomains(values, trustDomains(set)) : values;
}
