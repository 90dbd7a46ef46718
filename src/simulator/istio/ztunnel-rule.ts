import type { Field } from '../../manifest/field';
import type { AuthorizationPolicy, AuthorizationRule } from '../../manifest/istio/authorization-policies';
import { negated } from '../../manifest/istio/authorization-policies';
import { unreadAtZtunnel } from '../../manifest/istio/ztunnel-rules';
import type { ManifestSet } from '../../manifest/manifest-set';
import { view } from '../../manifest/manifest-set';
import { parsePrincipal } from '../../manifest/istio/principals';
import type { Known } from '../known';
import { allOf, anyOf, not } from '../known';
import { isEverywhere, rangeTest } from './ip-match';
import type { RbacSubject } from './rbac-subject';
import { callerText, principalMeets } from './rbac-subject';
import type { RuleAnswer } from './rbac-rule';
import type { ValueTest } from './rbac-tests';
import { matchesWildcard } from './wildcard-match';

/** One attribute of a match at ztunnel. */
interface Attribute {
  readonly values: readonly ValueTest[];
  readonly notValues: readonly ValueTest[];
}

/** Alternatives of one part of a rule; those in which nothing is left that ztunnel reads count for nothing. */
interface Clause {
  readonly name: string;
  readonly alternatives: readonly (readonly Attribute[])[];
}

/** A rule as istiod sends it to ztunnel. */
export interface ZtunnelRule {
  readonly index: number;
  readonly clauses: readonly Clause[];
}

const known = view(() => new Map<AuthorizationPolicy, readonly ZtunnelRule[]>());

/** Rules of a policy that reach ztunnel: of an ALLOW policy, none that asks for what ztunnel does not read. */
export function ztunnelRules(set: ManifestSet, policy: AuthorizationPolicy): readonly ZtunnelRule[] {
  const rules = known(set).get(policy) ?? policy.rules.flatMap((rule, index) => (
    !rule.field.isSet || policy.action === 'ALLOW' && unreadAtZtunnel(rule).length > 0 ? [] : [{ index, clauses: clausesOf(rule, policy.namespace) }]));
  known(set).set(policy, rules);
  return rules;
}

export function matchZtunnelRule({ clauses }: ZtunnelRule, subject: RbacSubject): RuleAnswer {
  const answers = clauses.map(({ name, alternatives }) => [clauseAnswer(alternatives, subject), name, alternatives] as const);
  return { answer: allOf(answers, ([answer]) => answer), why: () => whyNot(answers, subject) };
}

function whyNot(answers: readonly (readonly [Known, string, Clause['alternatives']])[], subject: RbacSubject): string {
  const [, name = '', alternatives = []] = answers.find(([answer]) => answer === false) ?? [];
  const isEmpty = alternatives.every(attributes => attributes.length === 0);
  return isEmpty ? `nothing is left of its ${name} that ztunnel reads` : `no entry of its ${name} takes ${callerText(subject)} on port ${subject.port}`;
}

function clauseAnswer(alternatives: Clause['alternatives'], subject: RbacSubject): Known {
  const test = (one: ValueTest) => one(subject);
  return anyOf(alternatives.filter(attributes => attributes.length > 0), attributes => allOf(attributes, ({ values, notValues }) =>
    allOf([values.length === 0 || anyOf(values, test), notValues.length === 0 || not(anyOf(notValues, test))], answer => answer)));
}

type TestMaker = (value: string, home: string) => ValueTest | undefined;

const OPERATIONS: Readonly<Record<string, TestMaker>> = {
  ports: value => (/^\d{1,5}$/.test(value) && Number(value) <= 65535 ? ({ port }) => port === Number(value) : undefined),
};
const SOURCES: Readonly<Record<string, TestMaker>> = {
  // Identities are compared as they are: no aliases of the trust domain, and "*" only at the ends.
  principals: value => subject => principalMeets(subject, principal => matchesWildcard(value, principal)),
  namespaces: value => subject => principalMeets(subject, principal => matchesNamespace(value, principal)),
  serviceAccounts: (value, home) => {
    const account = value.includes('/') ? value.replace('/', '/sa/') : `${home}/sa/${value}`;
    return subject => principalMeets(subject, principal => principal.endsWith(`/ns/${account}`));
  },
  ipBlocks: value => addressTest(value, 'directIp'),
};
const CONDITIONS: Readonly<Record<string, TestMaker>> = {
  'source.principal': SOURCES['principals']!, 'source.namespace': SOURCES['namespaces']!, 'source.ip': SOURCES['ipBlocks']!,
  'destination.port': OPERATIONS['ports']!, 'destination.ip': value => addressTest(value, 'destinationIp'),
};

function clausesOf({ sources, operations, conditions }: AuthorizationRule, home: string): Clause[] {
  const alternatives = (fields: readonly Field[], makers: Readonly<Record<string, TestMaker>>) => fields.map(field => Object.entries(makers)
    .flatMap(([name, make]) => attributesOf(field.at(name), field.at(negated(name)), make, home)));
  return [
    ...(operations.length > 0 ? [{ name: '`to`', alternatives: alternatives(operations, OPERATIONS) }] : []),
    ...(sources.length > 0 ? [{ name: '`from`', alternatives: alternatives(sources, SOURCES) }] : []),
    ...conditions.map((condition): Clause => {
      const key = condition.at('key').text;
      const make = Object.hasOwn(CONDITIONS, key) ? CONDITIONS[key] : undefined;
      return { name: `condition on ${key}`, alternatives: [make ? attributesOf(condition.at('values'), condition.at('notValues'), make, home) : []] };
    }),
  ];
}

/** Values that are none are left out one by one. */
function attributesOf(values: Field, notValues: Field, make: TestMaker, home: string): Attribute[] {
  const tests = (field: Field) => field.items().flatMap(({ text }) => make(text, home) ?? []);
  const attribute = { values: tests(values), notValues: tests(notValues) };
  return attribute.values.length + attribute.notValues.length > 0 ? [attribute] : [];
}

function matchesNamespace(value: string, principal: string): boolean {
  const namespace = parsePrincipal(principal)?.namespace;
  return namespace !== undefined && matchesWildcard(value, namespace);
}

function addressTest(value: string, of: 'directIp' | 'destinationIp'): ValueTest | undefined {
  const inRange = rangeTest(value);
  const everywhere = isEverywhere(value);
  return inRange && (subject => {
    const address = subject[of];
    return typeof address === 'string' ? inRange(address) : address !== null && (everywhere || address);
  });
}
