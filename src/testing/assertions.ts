import { AssertionError } from 'node:assert';
import type { EquivalenceReport } from '../app/simulation-reports';
import type { Simulation } from '../app/simulation';
import type { Checked, DenialExpectation, ReachExpectation, RetryExpectation, Time } from './checks';
import { allowed, denied, equivalent, reaches, redirects, retries, split, timesOut } from './checks';

// The matchers as plain functions that throw, for node:test and others without `expect`.

export function assertAllowed(simulation: Simulation): void {
  assert(allowed(simulation), assertAllowed);
}

export function assertDenied(simulation: Simulation, expected?: DenialExpectation): void {
  assert(denied(simulation, expected), assertDenied);
}

export function assertSplit(simulation: Simulation, shares: Readonly<Record<string, number>>): void {
  assert(split(simulation, shares), assertSplit);
}

export function assertReaches(simulation: Simulation, service: string, expected?: ReachExpectation): void {
  assert(reaches(simulation, service, expected), assertReaches);
}

export function assertRedirectsTo(simulation: Simulation, location: RegExp | string, status?: number): void {
  assert(redirects(simulation, location, status), assertRedirectsTo);
}

export function assertRetries(simulation: Simulation, expected?: RetryExpectation | number): void {
  assert(retries(simulation, expected), assertRetries);
}

export function assertTimesOutAfter(simulation: Simulation, time: Time): void {
  assert(timesOut(simulation, time), assertTimesOutAfter);
}

export function assertEquivalent(report: EquivalenceReport): void {
  assert(equivalent(report), assertEquivalent);
}

function assert({ pass, wanted, found }: Checked, stackStartFn: (...args: never[]) => void): void {
  if (!pass) throw new AssertionError({ message: `expected ${wanted}\n\n${found}`, stackStartFn });
}
