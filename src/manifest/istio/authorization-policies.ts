import type { PathStep } from '../field-path';
import { Field } from '../field';
import type { ManifestObject } from '../manifest-object';
import { text } from '../manifest-object';
import type { ManifestSet } from '../manifest-set';
import { view } from '../manifest-set';
import type { PolicyTarget } from './policy-targets';
import { policyTarget } from './policy-targets';

export type PolicyAction = 'ALLOW' | 'DENY' | 'AUDIT' | 'CUSTOM';

export interface AuthorizationPolicy {
  readonly object: ManifestObject;
  readonly namespace: string;
  readonly action: PolicyAction;
  readonly rules: readonly AuthorizationRule[];
  readonly target: PolicyTarget;
  /** What it would decide is logged, and nothing is decided. */
  readonly dryRun: boolean;
}

/** A caller of one of the sources (any where there are none), an operation of the operations likewise, and every condition. */
export interface AuthorizationRule {
  readonly field: Field;
  readonly sources: readonly Field[];
  readonly operations: readonly Field[];
  readonly conditions: readonly Field[];
}

/** A value that a rule compares with. */
export interface RuleValue {
  readonly text: string;
  readonly path: readonly PathStep[];
  /** Under a `not…` field. */
  readonly negative: boolean;
}

/** Attributes of a caller and of a request, with the key that a condition has for each. */
export const SOURCE_ATTRIBUTES = {
  principals: 'source.principal', namespaces: 'source.namespace', serviceAccounts: 'source.serviceAccount', trustDomains: 'source.trustDomain',
  ipBlocks: 'source.ip', remoteIpBlocks: 'remote.ip', requestPrincipals: 'request.auth.principal',
} as const;
export const OPERATION_ATTRIBUTES = { ports: 'destination.port', methods: undefined, paths: undefined, hosts: undefined } as const;

export type SourceAttribute = keyof typeof SOURCE_ATTRIBUTES;
export type OperationAttribute = keyof typeof OPERATION_ATTRIBUTES;

export const IDENTITY_ATTRIBUTES = ['principals', 'namespaces', 'serviceAccounts', 'trustDomains'] as const satisfies readonly SourceAttribute[];
const HTTP_OPERATIONS: readonly OperationAttribute[] = ['methods', 'paths', 'hosts'];

export const authorizationPolicies = view((set): readonly AuthorizationPolicy[] => set.all('security.istio.io', 'AuthorizationPolicy').map(object => policyOf(set, object)));

const byObject = view(set => new Map(authorizationPolicies(set).map(policy => [policy.object, policy] as const)));

export function authorizationPolicyOf(set: ManifestSet, object: ManifestObject): AuthorizationPolicy | undefined {
  return byObject(set).get(object);
}

/** "notPrincipals" of "principals". */
export function negated(attribute: string): string {
  let name = NEGATED.get(attribute);
  if (name === undefined) NEGATED.set(attribute, name = `not${attribute[0]!.toUpperCase()}${attribute.slice(1)}`);
  return name;
}

const NEGATED = new Map<string, string>();

/** Every value that a rule compares an attribute with, in `from`, `to` and `when`. */
export function valuesOf(rule: AuthorizationRule, attribute: SourceAttribute | OperationAttribute): readonly RuleValue[] {
  let known = VALUES.get(rule);
  if (!known) VALUES.set(rule, known = new Map());
  let values = known.get(attribute);
  if (!values) known.set(attribute, values = findValues(rule, attribute));
  return values;
}

/** Many rules ask for them. */
const VALUES = new WeakMap<AuthorizationRule, Map<string, readonly RuleValue[]>>();

function findValues(rule: AuthorizationRule, attribute: SourceAttribute | OperationAttribute): readonly RuleValue[] {
  const isSource = attribute in SOURCE_ATTRIBUTES;
  const key = isSource ? SOURCE_ATTRIBUTES[attribute as SourceAttribute] : OPERATION_ATTRIBUTES[attribute as OperationAttribute];
  return [
    ...(isSource ? rule.sources : rule.operations).flatMap(field => [...textsOf(field.at(attribute), false), ...textsOf(field.at(negated(attribute)), true)]),
    ...(key === undefined ? [] : rule.conditions.filter(condition => condition.at('key').text === key)
      .flatMap(condition => [...textsOf(condition.at('values'), false), ...textsOf(condition.at('notValues'), true)])),
  ];
}

/** Fields of a rule that only a proxy that reads HTTP requests knows the value of. */
export function httpFields({ sources, operations, conditions }: AuthorizationRule): Field[] {
  const given = (field: Field, attributes: readonly string[]) => attributes.flatMap(key => [field.at(key), field.at(negated(key))]).filter(({ size }) => size > 0);
  return [
    ...sources.flatMap(source => given(source, ['requestPrincipals'])),
    ...operations.flatMap(operation => given(operation, HTTP_OPERATIONS)),
    ...conditions.map(condition => condition.at('key')).filter(key => key.text.startsWith('request.')),
  ];
}

/** Whether a rule holds for every caller and every request. */
export function matchesEverything({ sources, operations, conditions }: AuthorizationRule): boolean {
  return sources.length + operations.length + conditions.length === 0;
}

function policyOf(set: ManifestSet, object: ManifestObject): AuthorizationPolicy {
  const action = text(object.spec['action']);
  return {
    object, namespace: object.namespace ?? '', target: policyTarget(set, object),
    action: action === 'DENY' || action === 'AUDIT' || action === 'CUSTOM' ? action : 'ALLOW',
    dryRun: object.annotations['istio.io/dry-run'] === 'true',
    rules: Field.spec(object).at('rules').items().map((field): AuthorizationRule => ({
      field,
      sources: field.at('from').items().map(from => from.at('source')),
      operations: field.at('to').items().map(to => to.at('operation')),
      conditions: field.at('when').items(),
    })),
  };
}

function textsOf(field: Field, negative: boolean): RuleValue[] {
  return field.items().filter(({ value }) => typeof value === 'string').map(({ text: value, path }) => ({ text: value, path, negative }));
}
