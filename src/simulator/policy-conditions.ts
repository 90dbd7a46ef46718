import { Field } from '../manifest/field';
import type { AuthorizationRule } from '../manifest/istio/authorization-policies';
import { negated } from '../manifest/istio/authorization-policies';
import type { Json } from '../manifest/manifest-object';
import { records, text } from '../manifest/manifest-object';
import type { Condition } from './condition';
import { ANY } from './condition';

type Patterns = Readonly<Record<string, string>>;
type Side = 'values' | 'notValues';

const HEADER = /^request\.headers\[(.+)\]$/;
const CLAIM = /^request\.auth\.claims\[(.+)\]$/;
const CLAIM_KEYS: Readonly<Record<string, string>> = { 'request.auth.audiences': 'aud', 'request.auth.presenter': 'azp' };

/** What a rule lets in or keeps out, and what it excepts: each for itself. */
export function policyConditions({ sources, operations, conditions: when }: AuthorizationRule): Condition[] {
  const headers = variants(when.flatMap(condition => named(condition, HEADER.exec(condition.at('key').text)?.[1]?.toLowerCase(), 'values')));
  const tokens = tokenVariants(sources, when, 'values');
  const asked = [...tokens.map(claims => ({ headers: headers[0]!, claims })), ...headers.slice(1).map(one => ({ headers: one, claims: tokens[0]! }))];
  const excepted = when.flatMap(condition => named(condition, HEADER.exec(condition.at('key').text)?.[1]?.toLowerCase(), 'notValues'));
  const foreign = tokenVariants(sources, when, 'notValues').filter(claims => Object.keys(claims).length > 0);
  const each = operations.length === 0 ? [new Field({}, [])] : operations;
  return each.flatMap(operation => {
    const of = (key: string): string[] => textsIn(operation.at(key));
    const all = asked.map(({ headers: own, claims }): Condition => ({ ...ANY, methods: of('methods'), paths: of('paths'), hosts: of('hosts'), headers: own, ...(Object.keys(claims).length > 0 && { claims }) }));
    const first = all[0]!;
    const except = (key: 'methods' | 'paths' | 'hosts'): Condition[] => (operation.at(negated(key)).size > 0 ? [{ ...first, [key]: of(negated(key)) }] : []);
    return [
      ...all, ...except('methods'), ...except('paths'), ...except('hosts'),
      ...excepted.flatMap(([name, values]) => values.map((value): Condition => ({ ...first, headers: { ...first.headers, [name]: value } }))),
      ...foreign.map((claims): Condition => ({ ...first, claims: { ...first.claims, ...claims } })),
    ];
  });
}

/** Tokens of each issuer that a RequestAuthentication knows. */
export function tokenConditions(rules: Json): Condition[] {
  return records(rules).flatMap(([rule]): Condition[] => {
    const issuer = text(rule['issuer']);
    return issuer === undefined || issuer === '' ? [] : [{ ...ANY, claims: { iss: issuer } }];
  });
}

type Values = readonly [name: string, values: readonly string[]];

function named(condition: Field, name: string | undefined, side: Side): Values[] {
  const values = textsIn(condition.at(side));
  return name === undefined || values.length === 0 ? [] : [[name, values]];
}

/** The first value of each, then every other value beside the first of the others. */
function variants(all: readonly Values[]): [Patterns, ...Patterns[]] {
  const first = Object.fromEntries(all.map(([name, values]) => [name, values[0]!]));
  return [first, ...all.flatMap(([name, values]) => values.slice(1).map(value => ({ ...first, [name]: value })))];
}

/** Of sources one is enough; what conditions ask for stands beside each. */
function tokenVariants(sources: readonly Field[], when: readonly Field[], side: Side): [Patterns, ...Patterns[]] {
  const asked = variants(when.flatMap(condition => {
    const key = condition.at('key').text;
    return named(condition, CLAIM.exec(key)?.[1] ?? CLAIM_KEYS[key], side);
  }));
  const principals = (values: readonly string[]): Patterns[] => values.map(principal);
  const bySource = sources.map(source => principals(textsIn(source.at(side === 'values' ? 'requestPrincipals' : 'notRequestPrincipals'))));
  const byKey = when.filter(condition => condition.at('key').text === 'request.auth.principal').flatMap(condition => principals(textsIn(condition.at(side))));
  const subjects = [...bySource.some(one => one.length === 0) || bySource.length === 0 && byKey.length === 0 ? [{}] : [], ...bySource.flat(), ...byKey];
  const [first = {}, ...rest] = subjects;
  return [{ ...first, ...asked[0] }, ...rest.map(subject => ({ ...subject, ...asked[0] })), ...asked.slice(1).map(one => ({ ...first, ...one }))];
}

/** "issuer/subject", split at the last slash; with "*" at one end of it. */
function principal(value: string): Patterns {
  const slash = value.lastIndexOf('/');
  if (value === '*') return { iss: '*' };
  if (slash < 0) return value.startsWith('*') ? { iss: '*', sub: value } : { iss: value };
  return { iss: value.slice(0, slash), sub: value.slice(slash + 1) };
}

function textsIn(field: Field): string[] {
  return field.items().flatMap(({ value }) => text(value) ?? []);
}
