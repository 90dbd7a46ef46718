import type { AuthorizationPolicy, PolicyAction } from '../../manifest/istio/authorization-policies';
import { authorizationPolicyOf } from '../../manifest/istio/authorization-policies';
import type { ManifestObject } from '../../manifest/manifest-object';
import { record, records, text } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import { meshConfigs } from '../../manifest/mesh-config';
import type { Decider } from '../outcome';
import type { Trace } from '../trace';
import type { AskedPolicy, Match } from './rbac-asking';
import { asked } from './rbac-asking';
import { askedPolicy } from './rbac-rule';
import type { RbacSubject } from './rbac-subject';

/** What the authorization of a proxy says. */
export interface Decision {
  readonly kind: 'allowed' | 'denied' | 'unknown';
  readonly reason: string;
  readonly decidedBy: readonly Decider[];
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
  const { silent, custom, http, tcp: ofConnections } = sorted(set, objects);
  for (const { object, dryRun } of silent) trace.add(at, object, dryRun ? 'dry run: decides nothing' : 'AUDIT: decides nothing');
  return together(tcp ? ofConnections : http, subject, at, trace, custom.length === 0 ? undefined : () => customDecision(set, custom, subject, { at, tcp }, trace));
}

/** Policies by what they do. */
export interface Actions {
  readonly denies: readonly AskedPolicy[];
  readonly allows: readonly AskedPolicy[];
}

export function actionsOf(policies: readonly AskedPolicy[]): Actions {
  const ofAction = (action: PolicyAction) => policies.filter(({ policy }) => policy.action === action);
  return { denies: ofAction('DENY'), allows: ofAction('ALLOW') };
}

const sorted = viewOf((set, objects: readonly ManifestObject[]) => {
  const policies = objects.flatMap(object => authorizationPolicyOf(set, object) ?? []);
  const isSilent = ({ action, dryRun }: AuthorizationPolicy) => dryRun || action === 'AUDIT';
  const enforced = policies.filter(policy => !isSilent(policy));
  const read = enforced.map(policy => askedPolicy(set, policy));
  return {
    silent: policies.filter(isSilent), custom: enforced.filter(({ action }) => action === 'CUSTOM'),
    http: actionsOf(read.map(({ http }) => http)), tcp: actionsOf(read.map(({ tcp }) => tcp)),
  };
});

/** DENY before ALLOW, wherever rules are matched; `last` has a say where they let somebody through. */
export function together({ denies, allows }: Actions, subject: RbacSubject, at: string, trace: Trace, last?: () => Decision | undefined): Decision {
  const denying = asked(denies, subject, at, trace);
  if (denying.certain) return decided('denied', denying.certain, trace);
  const allowing = asked(allows, subject, at, trace);
  if (allows.length > 0 && !allowing.first) {
    for (const { policy } of allows) trace.use(policy.object, null);
    return { kind: 'denied', reason: `No rule of ${allows.map(({ policy }) => policyName(policy)).join(', ')} allows it`, decidedBy: allows.map(({ policy: { object } }) => ({ object, rule: null })) };
  }
  const said = last?.();
  if (said?.kind === 'denied') return said;
  const open = denying.first ?? (allowing.certain ? undefined : allowing.first);
  if (open) return { kind: 'unknown', reason: `${open.policy.action} by ${policyName(open.policy)} rule ${open.rule} cannot be told unless ${open.unless}`, decidedBy: [] };
  if (said) return said;
  return allowing.certain ? decided('allowed', allowing.certain, trace) : NOBODY_ASKED;
}

const NOBODY_ASKED: Decision = { kind: 'allowed', reason: 'No ALLOW policy acts here', decidedBy: [] };

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

/** The server's word is not in the manifests; where there is no such server, or more than one, everybody whom it would be asked about is refused. */
function customDecision(set: ManifestSet, custom: readonly AuthorizationPolicy[], subject: RbacSubject, { at, tcp }: Place, trace: Trace): Decision | undefined {
  const providerOf = ({ object }: AuthorizationPolicy) => text(record(object.spec['provider'])['name']) ?? '';
  const ignored = (policy: AuthorizationPolicy) => tcp && providers(set).get(providerOf(policy)) === 'http';
  const { first: found } = asked(custom.filter(policy => !ignored(policy)).map(policy => askedPolicy(set, policy)[tcp ? 'tcp' : 'http']), subject, at, trace);
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
