import type { AuthorizationPolicy } from '../../manifest/istio/authorization-policies';
import type { Known } from '../known';
import type { Trace } from '../trace';
import type { RbacSubject } from './rbac-subject';

/** A rule as some proxy reads it. */
export interface AskedRule {
  /** Place in the policy. */
  readonly index: number;
  readonly matches: (subject: RbacSubject) => Known;
  /** Why a subject does not match that does not. */
  readonly why: (subject: RbacSubject) => string;
}

/** A policy as some proxy reads it. */
export interface AskedPolicy {
  readonly policy: AuthorizationPolicy;
  /** What there is to say of it before its rules. */
  readonly notes: readonly string[];
  readonly rules: readonly AskedRule[];
}

/** A rule that matches, or may do so. */
export interface Match {
  readonly policy: AuthorizationPolicy;
  readonly rule: number;
  /** What would have to be known; undefined where it matches. */
  readonly unless: string | undefined;
}

export interface Matches {
  /** The first of those that match, or may do so. */
  readonly first: Match | undefined;
  /** The first of those that match for sure. */
  readonly certain: Match | undefined;
}

/** What the rules of policies say of a subject. All are asked, since a trace tells of all. */
export function asked(policies: readonly AskedPolicy[], subject: RbacSubject, at: string, trace: Trace): Matches {
  let first: Match | undefined;
  let certain: Match | undefined;
  for (const { policy, notes, rules } of policies) {
    const { object, action } = policy;
    for (const note of notes) trace.add(at, object, note);
    for (const { index, matches, why } of rules) {
      const answer = matches(subject);
      trace.add(at, object, () => `${action} rule ${index} ${answer === true ? 'matches' : answer === false ? `does not match: ${why(subject)}` : `cannot be told unless ${answer.unless}`}`);
      if (answer === false || certain) continue;
      const match: Match = { policy, rule: index, unless: answer === true ? undefined : answer.unless };
      first ??= match;
      if (answer === true) certain = match;
    }
  }
  return { first, certain };
}
