import type { Checked, DenialExpectation, ReachExpectation, RetryExpectation, Time } from './checks';
import { allowed, denied, equivalent, reaches, redirects, retries, split, timesOut } from './checks';

/** What `expect` has for a mesh. */
export interface MeshMatchers<R> {
  /** The request arrives, whatever share of it goes where. */
  toBeAllowed(): R;
  /** A policy or mutual TLS says no. */
  toBeDenied(expected?: DenialExpectation): R;
  /** It is shared so, in percent, by version or service. */
  toSplit(shares: Readonly<Record<string, number>>): R;
  /** Some share of it arrives at the service. */
  toReach(service: string, expected?: ReachExpectation): R;
  /** A proxy redirects it. */
  toRedirectTo(location: RegExp | string, status?: number): R;
  /** Proxies try it again: so many more times, or, if nothing is said, at all. */
  toRetry(expected?: RetryExpectation | number): R;
  /** The whole request is given up after this time. */
  toTimeOutAfter(time: Time): R;
  /** Two meshes decide the same, but for what their data planes declare. */
  toBeEquivalent(): R;
}

interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/** For `expect.extend`, of Jest, Vitest and whatever takes the same. */
export const meshMatchers = {
  toBeAllowed: (received: unknown): MatcherResult => answer(allowed(received)),
  toBeDenied: (received: unknown, expected?: DenialExpectation): MatcherResult => answer(denied(received, expected)),
  toSplit: (received: unknown, shares: Readonly<Record<string, number>>): MatcherResult => answer(split(received, shares)),
  toReach: (received: unknown, service: string, expected?: ReachExpectation): MatcherResult => answer(reaches(received, service, expected)),
  toRedirectTo: (received: unknown, location: RegExp | string, status?: number): MatcherResult => answer(redirects(received, location, status)),
  toRetry: (received: unknown, expected?: RetryExpectation | number): MatcherResult => answer(retries(received, expected)),
  toTimeOutAfter: (received: unknown, time: Time): MatcherResult => answer(timesOut(received, time)),
  toBeEquivalent: (received: unknown): MatcherResult => answer(equivalent(received)),
};

function answer({ pass, wanted, found }: Checked): MatcherResult {
  return { pass, message: () => `expected ${pass ? 'not ' : ''}${wanted}\n\n${found}` };
}
