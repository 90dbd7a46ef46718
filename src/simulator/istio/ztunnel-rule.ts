import type { Field } from '../../manifest/field';
import type { AuthorizationPolicy, AuthorizationRule } from '../../manifest/istio/authorization-policies';
import { negated } from '../../manifest/istio/authorization-policies';
import { unreadAtZtunnel } from '../../manifest/istio/ztunnel-rules';
import { viewOf } from '../../manifest/manifest-set';
import { parsePrincipal } from '../../manifest/istio/principals';
import { allTest, anyTest, not } from '../known';
import { rangeTest } from './ip-match';
import type { AskedPolicy, AskedRule } from './rbac-asking';
import type { RbacSubject } from './rbac-subject';
import type { ValueTest } from './rbac-tests';
import { matchesWildcard } from './wildcard-match';

/** Alternatives of one part of a rule, each with all that it asks; those in which nothing is left that ztunnel reads are none. */
interface Clause {
  readonly name: string;
  readonly alternatives: readonly (readonly ValueTest[])[];
}

/** A policy as istiod sends it to ztunnel: of an ALLOW policy, no rule that asks for what ztunnel does not read. */
export const policyAtZtunnel = viewOf((_set, policy: AuthorizationPolicy): AskedPolicy => {
  const { action, rules, namespace } = policy;
  const isLeftOut = (rule: AuthorizationRule) => !rule.field.isSet || action === 'ALLOW' && unreadAtZtunnel(rule).length > 0;
  return {
    policy, rules: rules.flatMap((rule, index) => (isLeftOut(rule) ? [] : [askedRule(index, clausesOf(rule, namespace))])),
    notes: rules.length === 0 ? [`${action} without rules: matches nothing`]
      : rules.flatMap((rule, index) => (isLeftOut(rule) ? [`${action} rule ${index} is left out: ztunnel does not read what it asks for`] : [])),
  };
});

function askedRule(index: number, clauses: readonly Clause[]): AskedRule {
  const tests = clauses.map(({ name, alternatives }) => ({ name, isEmpty: alternatives.length === 0, meets: anyTest(alternatives.map(allTest)) }));
  return {
    index, matches: allTest(tests.map(({ meets }) => meets)),
    why: subject => {
      const { name, isEmpty } = tests.find(({ meets }) => meets(subject) === false)!;
      return isEmpty ? `nothing is left of its ${name} that ztunnel reads` : `no entry of its ${name} takes ${subject.principal ?? 'a caller without identity'} on port ${subject.port}`;
    },
  };
}

type TestMaker = (value: string, home: string) => ValueTest | undefined;

const OPERATIONS: Readonly<Record<string, TestMaker>> = {
  ports: value => (/^\d{1,5}$/.test(value) && Number(value) <= 65535 ? ({ port }) => port === Number(value) : undefined),
};
const SOURCES: Readonly<Record<string, TestMaker>> = {
  // Identities are compared as they are: no aliases of the trust domain, and "*" only at the ends.
  principals: value => ({ principal }) => principal !== undefined && matchesWildcard(value, principal),
  namespaces: value => ({ principal }) => matchesNamespace(value, principal),
  serviceAccounts: (value, home) => {
    const account = value.includes('/') ? value.replace('/', '/sa/') : `${home}/sa/${value}`;
    return ({ principal }) => principal !== undefined && principal.endsWith(`/ns/${account}`);
  },
  ipBlocks: value => addressTest(value, 'directIp'),
};
const CONDITIONS: Readonly<Record<string, TestMaker>> = {
  'source.principal': SOURCES['principals']!, 'source.namespace': SOURCES['namespaces']!, 'source.ip': SOURCES['ipBlocks']!,
  'destination.port': OPERATIONS['ports']!, 'destination.ip': value => addressTest(value, 'destinationIp'),
};

function clausesOf({ sources, operations, conditions }: AuthorizationRule, home: string): Clause[] {
  const alternatives = (fields: readonly Field[], makers: Readonly<Record<string, TestMaker>>) => fields.map(field => Object.entries(makers)
    .flatMap(([name, make]) => attributeTests(field.at(name), field.at(negated(name)), make, home))).filter(tests => tests.length > 0);
  return [
    ...(operations.length > 0 ? [{ name: '`to`', alternatives: alternatives(operations, OPERATIONS) }] : []),
    ...(sources.length > 0 ? [{ name: '`from`', alternatives: alternatives(sources, SOURCES) }] : []),
    ...conditions.map((condition): Clause => {
      const key = condition.at('key').text;
      const make = Object.hasOwn(CONDITIONS, key) ? CONDITIONS[key] : undefined;
      const tests = make ? attributeTests(condition.at('values'), condition.at('notValues'), make, home) : [];
      return { name: `condition on ${key}`, alternatives: tests.length > 0 ? [tests] : [] };
    }),
  ];
}

/** What one attribute has to be, and what not. Values that are none are left out one by one. */
function attributeTests(values: Field, notValues: Field, make: TestMaker, home: string): ValueTest[] {
  const tests = (field: Field) => field.items().flatMap(({ text }) => make(text, home) ?? []);
  const [positive, negative] = [tests(values), tests(notValues)];
  const isNone = anyTest(negative);
  return [...(positive.length > 0 ? [anyTest(positive)] : []), ...(negative.length > 0 ? [(subject: RbacSubject) => not(isNone(subject))] : [])];
}

function matchesNamespace(value: string, principal: string | undefined): boolean {
  const namespace = principal === undefined ? undefined : parsePrincipal(principal)?.namespace;
  return namespace !== undefined && matchesWildcard(value, namespace);
}

function addressTest(value: string, of: 'directIp' | 'destinationIp'): ValueTest | undefined {
  const inRange = rangeTest(value);
  return inRange && (subject => {
    const address = subject[of];
    return typeof address === 'string' ? inRange(address) : address ?? false;
  });
}
