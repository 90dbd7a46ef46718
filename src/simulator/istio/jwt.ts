import type { ManifestObject } from '../../manifest/manifest-object';
import { list, records, text } from '../../manifest/manifest-object';
import type { Json } from '../../manifest/manifest-object';
import type { HttpMessage, Token } from '../call';
import type { Decider } from '../outcome';
import type { Trace } from '../trace';
import type { Claims } from './rbac-subject';
import { normalizedClaims } from './token-claims';

/** What RequestAuthentications of a proxy make of a request. */
export type Authenticated =
  /** Undefined claims: no token that anybody looks for; that is no reason to refuse. `http`: the request as it goes on. */
  | { readonly kind: 'passed'; readonly claims: Claims | undefined; readonly http: HttpMessage }
  | { readonly kind: 'refused'; readonly status: 401 | 403; readonly reason: string; readonly decidedBy: readonly Decider[] };

/** One of the rules that all RequestAuthentications of a proxy are pooled to. */
interface JwtRule {
  readonly object: ManifestObject;
  readonly index: number;
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly fields: Readonly<Record<string, Json>>;
}

type Verdict = { readonly ok: true; readonly claims: Claims } | { readonly ok: false; readonly status: 401 | 403; readonly foreign: boolean; readonly why: string };

/** A token that some rule takes passes; one that is there, and that no rule takes, does not; without one, nobody is asked. */
export function authenticate(objects: readonly ManifestObject[], http: HttpMessage, at: string, trace: Trace): Authenticated {
  const { token } = http;
  const nobody: Authenticated = { kind: 'passed', claims: undefined, http };
  if (objects.length === 0) return nobody;
  const rules = pooled(objects);
  if (rules.length === 0 || isPreflight(http)) return nobody;
  if (!token) {
    for (const { object, index, issuer } of rules) trace.add(at, object, () => `rule ${index} (issuer ${issuer}): the request carries no token, so it passes without identity`);
    return nobody;
  }
  const looking = rules.filter(rule => looksAt(rule, token));
  for (const rule of rules.filter(one => !looking.includes(one))) trace.add(at, rule.object, () => `rule ${rule.index} does not look for a token where this one is`);
  const verdicts = looking.map(rule => [rule, verdictOf(rule, token)] as const);
  for (const [{ object, index }, verdict] of verdicts) trace.add(at, object, () => `rule ${index} ${verdict.ok ? 'takes the token' : `does not take the token: ${verdict.why}`}`);
  for (const [{ object, index, fields }, verdict] of verdicts) {
    if (!verdict.ok) continue;
    trace.use(object, index);
    return { kind: 'passed', claims: normalizedClaims(verdict.claims, list(fields['spaceDelimitedClaims']).flatMap(name => text(name) ?? [])), http: passedOn(http, token, fields, verdict.claims) };
  }
  const refusals = verdicts.flatMap(([rule, verdict]) => (verdict.ok ? [] : [{ rule, ...verdict }]));
  const refusal = refusalSent(refusals);
  if (!refusal) return nobody;
  const { rule: { object, index }, status, why } = refusal;
  trace.use(object, index);
  return { kind: 'refused', status, reason: `RequestAuthentication ${object.namespace}/${object.name} does not take the token: ${why}`, decidedBy: [{ object, rule: index }] };
}

/** By the list that a proxy has of them. */
const pools = new WeakMap<readonly ManifestObject[], readonly JwtRule[]>();

/** istiod puts them in order of their issuers. */
function pooled(objects: readonly ManifestObject[]): readonly JwtRule[] {
  let rules = pools.get(objects);
  if (!rules) pools.set(objects, rules = objects.flatMap(rulesOf).sort((a, b) => (a.issuer < b.issuer ? -1 : Number(a.issuer > b.issuer))));
  return rules;
}

/** The first rule's word, unless it is that the token is another issuer's: then the last one's that is not. */
function refusalSent<One extends { readonly foreign: boolean }>(refusals: readonly One[]): One | undefined {
  const [first] = refusals;
  return first?.foreign ? refusals.filter(({ foreign }) => !foreign).at(-1) ?? first : first;
}

function rulesOf(object: ManifestObject): JwtRule[] {
  return records(object.spec['jwtRules']).map(([fields, index]): JwtRule =>
    ({ object, index, issuer: text(fields['issuer']) ?? '', audiences: list(fields['audiences']).flatMap(audience => text(audience) ?? []), fields }));
}

/** Browsers send no tokens when they ask whether they may call. */
function isPreflight({ method, headers }: HttpMessage): boolean {
  return method === 'OPTIONS' && Boolean(headers['origin']) && Boolean(headers['access-control-request-method']);
}

/** Without any place of its own, a rule looks into `Authorization: Bearer` and the parameter `access_token`. */
function looksAt({ fields: { fromHeaders, fromParams, fromCookies } }: JwtRule, { header, param, prefix }: Token): boolean {
  const anywhere = [fromHeaders, fromParams, fromCookies].every(places => list(places).length === 0);
  if (header === undefined) return anywhere ? param === 'access_token' : list(fromParams).includes(param);
  if (anywhere) return header === 'authorization' && prefix.includes('Bearer ');
  return records(fromHeaders).some(([place]) => text(place['name'])?.toLowerCase() === header && prefix.includes(text(place['prefix']) ?? ''));
}

function verdictOf({ issuer, audiences, fields }: JwtRule, { claims, state, header, prefix }: Token): Verdict {
  const refused = (why: string, status: 401 | 403 = 401, foreign = false): Verdict => ({ ok: false, status, foreign, why });
  const read = records(fields['fromHeaders']).find(([place]) => text(place['name'])?.toLowerCase() === header)?.[0];
  if (read && prefix.trim() !== '' && (text(read['prefix']) ?? '') === '') return refused(`what stands in ${header} begins with "${prefix.trim()}", which the rule does not name as \`prefix\``);
  const { iss, aud } = claims;
  if (issuer !== '' && iss !== issuer) return refused(iss === undefined ? 'it names no issuer' : `its issuer is ${String(iss)}, not ${issuer}`, 401, true);
  if (state === 'expired') return refused('it has expired');
  const named = [aud, ...list(aud)].flatMap(audience => (typeof audience === 'string' ? [plainAudience(audience)] : []));
  if (audiences.length > 0 && !audiences.some(audience => named.includes(plainAudience(audience)))) {
    return refused(`its audience is ${named.length === 0 ? 'none' : named.join(', ')}, not ${audiences.join(' or ')}`, 403);
  }
  // Nobody looks at the signature before all else is right.
  return state === 'badSignature' ? refused('its signature is wrong') : { ok: true, claims };
}

/** Audiences are compared without the scheme and the slash of a URL. */
function plainAudience(audience: string): string {
  return audience.replace(/^https?:\/\//, '').replace(/\/$/, '');
}

/** The token goes no further unless the rule says so; claims may go on as headers. */
function passedOn(http: HttpMessage, token: Token, { forwardOriginalToken, outputClaimToHeaders }: JwtRule['fields'], claims: Claims): HttpMessage {
  const added = records(outputClaimToHeaders).flatMap(([{ header, claim }]) => {
    const value = claims[text(claim) ?? ''];
    return text(header) && ['string', 'number', 'boolean'].includes(typeof value) ? [[text(header)!.toLowerCase(), String(value)] as const] : [];
  });
  return { ...http, headers: { ...http.headers, ...Object.fromEntries(added) }, token: forwardOriginalToken === true ? token : undefined };
}
