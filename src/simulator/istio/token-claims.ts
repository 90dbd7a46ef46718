import { list, record } from '../../manifest/manifest-object';
import type { Claims } from './rbac-subject';
import { matchesWildcard } from './wildcard-match';

/** Whether a claim meets a value: text, or a list of which one entry does. Numbers and truth values meet none. */
export function claimMatches(value: string, claim: unknown): boolean {
  return [claim, ...list(claim)].some(text => typeof text === 'string' && matchesWildcard(value, text));
}

export function audienceMatches(value: string, claims: Claims | undefined): boolean {
  return claimMatches(value, claims?.['aud']);
}

export function nestedClaim(claims: Claims | undefined, names: readonly string[]): unknown {
  return names.reduce<unknown>((value, name) => (Object.hasOwn(record(value), name) ? record(value)[name] : undefined), claims);
}

/** "issuer/subject", split at the last slash; a token without subject is nobody's. */
export function requestPrincipalMatches(value: string, claims: Claims | undefined): boolean {
  const [iss, sub] = [claims?.['iss'], claims?.['sub']];
  if (typeof iss !== 'string' || typeof sub !== 'string') return false;
  const slash = value.lastIndexOf('/');
  const [issuer, subject] = slash < 0 ? [value, undefined] : [value.slice(0, slash), value.slice(slash + 1)];
  if (value === '*') return iss !== '' && sub !== '';
  // At one end only a "*" means more than itself; without a slash, a beginning is one of the issuer, and an ending one of the subject.
  if (value.startsWith('*')) return subject === undefined ? iss !== '' && sub.endsWith(value.slice(1)) : matchesWildcard(issuer, iss) && sub === subject;
  if (value.endsWith('*')) return subject === undefined ? iss.startsWith(value.slice(0, -1)) && sub !== '' : iss === issuer && matchesWildcard(subject, sub);
  return iss === issuer && sub === (subject ?? '');
}

/** Claims as proxies compare them: those that hold several values with spaces between them are lists. */
export function normalizedClaims(claims: Claims, spaceDelimited: readonly string[]): Claims {
  const split = new Set(['scope', 'permission', ...spaceDelimited]);
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, split.has(name) && typeof value === 'string' ? value.split(' ').filter(part => part !== '') : value]));
}
