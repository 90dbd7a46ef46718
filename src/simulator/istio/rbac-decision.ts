import type { AuthorizationPolicy } from '../../manifest/istio/authorization-policies';
import { authorizationPolicyOf } from '../../manifest/istio/authorization-policies';
import type { ManifestObject } from '../../manifest/manifest-object';
import { record, records, text } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import { meshConfigs } from '../../manifest/mesh-config';
import type { Known } from '../known';
import type { Decider } from '../outcome';
import type { Trace } from '../trace';
import { compiledRules, matchesRule, whyNot } from './rbac-rule';
import type { RbacSubject } from './rbac-subject';

/** What the authorization of a proxy says. */
export interface Decision {
  readonly kind: 'allowed' | 'denied' | 'unknown';
  readonly reason: string;
  readonly decidedBy: readonly Decider[];
}

/** A rule that matches, or may do so. */
export interface Match {
  readonly policy: AuthorizationPolicy;
  readonly rule: number;
  /** What would have to be known; undefined where it matches. */
  readonly unless: string | undefined;
}

/** Where policies are asked: which proxy, and whether it reads requests. */
export interface Place {
  readonly at: string;
  readonly tcp: boolean;
}

/**
 * What policies that act on a proxy make of a request, or of a connection: who is denied is out; who is not has to be allowed, where a policy
 * allows anybody; an outside server is asked before both, so it matters for who would get through. Logged and dry-run policies decide nothing.
 */
export function decide(set: ManifestSet, objects: readonly ManifestObject[], subject: RbacSubject, { at, tcp }: Place, trace: Trace): Decision {
  const { silent, deciding, custom } = sorted(set, objects);
  for (const { object, dryRun } of silent) trace.add(at, object, dryRun ? 'dry run: decides nothing' : 'AUDIT: decides nothing');
  const matching = (policy: AuthorizationPolicy) => matchesOf(set, policy, subject, { at, tcp }, trace);
  return together(deciding, matching, trace, custom.length === 0 ? undefined : () => customDecision(set, custom, matching, tcp));
}

/** Policies, or what became of them, by what they do. */
export interface Actions {
  readonly denies: readonly AuthorizationPolicy[];
  readonly allows: readonly AuthorizationPolicy[];
}

export function actionsOf(policies: readonly AuthorizationPolicy[]): Actions {
  return { denies: policies.filter(({ action }) => action === 'DENY'), allows: policies.filter(({ action }) => action === 'ALLOW') };
}

const sorted = viewOf((set, objects: readonly ManifestObject[]) => {
  const policies = objects.flatMap(object => authorizationPolicyOf(set, object) ?? []);
  const isSilent = ({ action, dryRun }: AuthorizationPolicy) => dryRun || action === 'AUDIT';
  const enforced = policies.filter(policy => !isSilent(policy));
  return { silent: policies.filter(isSilent), deciding: actionsOf(enforced), custom: enforced.filter(({ action }) => action === 'CUSTOM') };
});

/** DENY before ALLOW, wherever rules are matched; `last` has a say where they let somebody through. */
export function together({ denies, allows }: Actions, matching: (policy: AuthorizationPolicy) => readonly Match[], trace: Trace, last?: () => Decision | undefined): Decision {
  const denying = matchesAmong(denies, matching);
  const denied = denying.find(({ unless }) => unless === undefined);
  if (denied) return decided('denied', denied, trace);
  const allowing = matchesAmong(allows, matching);
  const allowed = allowing.find(({ unless }) => unless === undefined);
  if (allows.length > 0 && allowing.length === 0) {
    for (const { object } of allows) trace.use(object, null);
    return { kind: 'denied', reason: `No rule of ${allows.map(policyName).join(', ')} allows it`, decidedBy: allows.map(({ object }) => ({ object, rule: null })) };
  }
  const said = last?.();
  if (said?.kind === 'denied') return said;
  const open = denying[0] ?? (allowed ? undefined : allowing[0]);
  if (open) return { kind: 'unknown', reason: `${open.policy.action} by ${policyName(open.policy)} rule ${open.rule} cannot be told unless ${open.unless}`, decidedBy: [] };
  if (said) return said;
  return allowed ? decided('allowed', allowed, trace) : NOBODY_ASKED;
}

const NOBODY_ASKED: Decision = { kind: 'allowed', reason: 'No ALLOW policy acts here', decidedBy: [] };

function matchesAmong(policies: readonly AuthorizationPolicy[], matching: (policy: AuthorizationPolicy) => readonly Match[]): readonly Match[] {
  const [only] = policies;
  return only && policies.length === 1 ? matching(only) : policies.flatMap(matching);
}

export function policyName({ object }: AuthorizationPolicy): string {
  return `${object.namespace}/${object.name}`;
}

/** By policy, what its rules decide where they match for sure. */
const decisions = new WeakMap<AuthorizationPolicy, Map<number, Decision>>();

function decided(kind: 'allowed' | 'denied', { policy, rule }: Match, trace: Trace): Decision {
  trace.use(policy.object, rule);
  let known = decisions.get(policy);
  if (!known) decisions.set(policy, known = new Map());
  let decision = known.get(rule);
  if (!decision) known.set(rule, decision = { kind, reason: `${policy.action} by ${policyName(policy)} rule ${rule}`, decidedBy: [{ object: policy.object, rule }] });
  return decision;
}

function matchesOf(set: ManifestSet, policy: AuthorizationPolicy, subject: RbacSubject, { at, tcp }: Place, trace: Trace): readonly Match[] {
  const { object, action } = policy;
  if (policy.rules.length === 0) trace.add(at, object, () => `${action} without rules: matches nothing`);
  const reading = { allow: action === 'ALLOW', tcp };
  return matchesAmongRules(policy, compiledRules(set, policy), rule => matchesRule(rule, subject, reading), rule => whyNot(rule, subject, reading), at, trace);
}

/** Rules of a policy, as some proxy reads them, that match or may do so. */
export function matchesAmongRules<Rule extends { readonly index: number }>(
  policy: AuthorizationPolicy, rules: readonly Rule[], matches: (rule: Rule) => Known, why: (rule: Rule) => string, at: string, trace: Trace,
): readonly Match[] {
  const { object, action } = policy;
  const found: Match[] = [];
  for (const rule of rules) {
    const answer = matches(rule);
    trace.add(at, object, () => `${action} rule ${rule.index} ${answer === true ? 'matches' : answer === false ? `does not match: ${why(rule)}` : `cannot be told unless ${answer.unless}`}`);
    if (answer !== false) found.push({ policy, rule: rule.index, unless: answer === true ? undefined : answer.unless });
  }
  return found;
}

/** The server's word is not in the manifests; where there is no such server, or more than one, everybody whom it would be asked about is refused. */
function customDecision(set: ManifestSet, custom: readonly AuthorizationPolicy[], matching: (policy: AuthorizationPolicy) => readonly Match[], tcp: boolean): Decision | undefined {
  const providerOf = ({ object }: AuthorizationPolicy) => text(record(object.spec['provider'])['name']) ?? '';
  const ignored = (policy: AuthorizationPolicy) => tcp && providers(set).get(providerOf(policy)) === 'http';
  const found = custom.filter(policy => !ignored(policy)).flatMap(matching)[0];
  if (!found) return undefined;
  const { policy, rule, unless } = found;
  const name = providerOf(policy);
  const several = new Set(custom.map(providerOf)).size > 1;
  const missing = meshConfigs(set).length > 0 && !providers(set).has(name);
  if (unless === undefined && (several || missing)) {
    const why = several ? 'CUSTOM policies name several providers' : `mesh configuration has no extension provider "${name}"`;
    return { kind: 'denied', reason: `CUSTOM by ${policyName(policy)} rule ${rule}, and ${why}`, decidedBy: [{ object: policy.object, rule }] };
  }
  return { kind: 'unknown', reason: `CUSTOM by ${policyName(policy)} rule ${rule}: provider "${name}" decides${unless === undefined ? '' : `, if it is asked, which cannot be told unless ${unless}`}`, decidedBy: [] };
}

/** Extension providers that authorize, by name, where manifests hold mesh configuration. */
function providers(set: ManifestSet): ReadonlyMap<string, 'http' | 'grpc'> {
  return new Map(meshConfigs(set).flatMap(({ values }) => records(values['extensionProviders'])).flatMap(([provider]) => {
    const kind = provider['envoyExtAuthzHttp'] ? 'http' : provider['envoyExtAuthzGrpc'] ? 'grpc' : undefined;
    return kind ? [[text(provider['name']) ?? '', kind] as const] : [];
  }));
}
