import type { Field } from '../../manifest/field';
import type { AuthorizationPolicy, AuthorizationRule } from '../../manifest/istio/authorization-policies';
import { negated } from '../../manifest/istio/authorization-policies';
import { unreadAtZtunnel } from '../../manifest/istio/ztunnel-rules';
import { viewOf } from '../../manifest/manifest-set';
import { parsePrincipal } from '../../manifest/istio/principals';
import type { Known } from '../known';
import { allOf, anyOf, anyTest, not } from '../known';
import { rangeTest } from './ip-match';
import type { RbacSubject } from './rbac-subject';
import type { ValueTest } from './rbac-tests';
import { matchesWildcard } from './wildcard-match';

/** Alternatives of one part of a rule, each with all that it asks; those in which nothing is left that ztunnel reads are none. */
interface Clause {
  readonly name: string;
  readonly alternatives: readonly (readonly ValueTest[])[];
}

/** A rule as istiod sends it to ztunnel. */
export interface ZtunnelRule {
  readonly index: number;
  readonly clauses: readonly Clause[];
}

/** Rules of a policy that reach ztunnel: of an ALLOW policy, none that asks for what ztunnel does not read. */
export const ztunnelRules = viewOf((_set, { rules, action, namespace }: AuthorizationPolicy): readonly ZtunnelRule[] => rules.flatMap((rule, index) => (
  !rule.field.isSet || action === 'ALLOW' && unreadAtZtunnel(rule).length > 0 ? [] : [{ index, clauses: clausesOf(rule, namespace) }])));

export function matchesZtunnelRule({ clauses }: ZtunnelRule, subject: RbacSubject): Known {
  return allOf(clauses, clause => clauseAnswer(clause, subject));
}

/** Why a rule does not match a subject that it does not match. */
export function whyNotAtZtunnel({ clauses }: ZtunnelRule, subject: RbacSubject): string {
  const { name, alternatives } = clauses.find(clause => clauseAnswer(clause, subject) === false)!;
  return alternatives.length === 0 ? `nothing is left of its ${name} that ztunnel reads` : `no entry of its ${name} takes ${subject.principal ?? 'a caller without identity'} on port ${subject.port}`;
}

function clauseAnswer({ alternatives }: Clause, subject: RbacSubject): Known {
  return anyOf(alternatives, tests => allOf(tests, test => test(subject)));
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
