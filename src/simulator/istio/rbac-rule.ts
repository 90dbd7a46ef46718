import type { Field } from '../../manifest/field';
import type { AuthorizationPolicy, AuthorizationRule } from '../../manifest/istio/authorization-policies';
import { negated, OPERATION_ATTRIBUTES, SOURCE_ATTRIBUTES } from '../../manifest/istio/authorization-policies';
import { trustDomains } from '../../manifest/istio/principals';
import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import { all, allTest, anyTest, not } from '../known';
import type { AskedPolicy, AskedRule } from './rbac-asking';
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

/** A rule as istiod reads it. */
interface CompiledRule {
  /** Place in the policy. */
  readonly index: number;
  readonly from: readonly (readonly Clause[])[];
  readonly to: readonly (readonly Clause[])[];
  readonly when: readonly Clause[];
}

/** A policy as proxies read it that read requests, and as others do. */
export const askedPolicy = viewOf((set, policy: AuthorizationPolicy) => ({ http: asProxiesRead(set, policy, false), tcp: asProxiesRead(set, policy, true) }));

/** Rules that istiod can read; one with an unknown attribute is none, whatever its policy does. */
function asProxiesRead(set: ManifestSet, policy: AuthorizationPolicy, tcp: boolean): AskedPolicy {
  const { action, rules } = policy;
  return {
    policy, notes: rules.length === 0 ? [`${action} without rules: matches nothing`] : [],
    rules: rules.flatMap((rule, index) => compiled(set, policy, rule, index) ?? []).map(rule => askedRule(rule, action === 'ALLOW', tcp)),
  };
}

/** For ALLOW, what cannot be asked for leaves the whole rule out; for the others only what cannot be asked. */
function askedRule({ index, from, to, when }: CompiledRule, allow: boolean, tcp: boolean): AskedRule {
  const lost = allow ? [...from.flat(), ...to.flat(), ...when].find(({ broken, http }) => broken || http && tcp) : undefined;
  if (lost) return { index, matches: () => false, why: () => (lost.broken ? `it is left out, since a value of ${lost.key} is none` : `it is left out, since ${lost.key} is not seen on a port that is not HTTP`) };
  const seen = (clauses: readonly Clause[]) => (tcp ? clauses.filter(({ http }) => !http) : clauses);
  const entries = (some: CompiledRule['from']) => (some.length === 0 ? [] : [anyTest(some.map(clauses => allTest(seen(clauses).map(({ meets }) => meets))))]);
  const [callers, operations, conditions] = [entries(from), entries(to), seen(when)];
  const [caller, operation] = [allTest(callers), allTest(operations)];
  return {
    index, matches: allTest([...callers, ...operations, ...conditions.map(({ meets }) => meets)]),
    why: subject => {
      if (caller(subject) === false) return `no entry of its \`from\` takes ${subject.principal ?? 'a caller without identity'}`;
      if (operation(subject) === false) return `no entry of its \`to\` takes ${operationText(subject)}`;
      return `its condition on ${conditions.find(({ meets }) => meets(subject) === false)?.key ?? ''} does not hold`;
    },
  };
}

function operationText({ http, path, port }: RbacSubject): string {
  return http ? `${http.method} ${path} of ${http.host} on port ${port}` : `port ${port}`;
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
  return { index, ...parts };
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
