import { types } from 'node:util';
import type { MeshDifference } from '../app/simulation-reports';
import type { Simulation } from '../app/simulation';
import { durationMs } from '../simulator/duration';
import type { SimulationResult } from '../simulator/result';

/** Whether something holds, and what to say if it should not be so. */
export interface Checked {
  readonly pass: boolean;
  /** What is so, in words that follow "expected". */
  readonly wanted: string;
  /** What came instead, with the objects that decided and the trace. */
  readonly found: string;
}

export interface DenialExpectation {
  /** What the reason, or the name of a deciding object, has to hold. */
  readonly because?: RegExp | string;
  readonly status?: number;
}

export interface ReachExpectation {
  readonly port?: number;
  readonly version?: string;
}

export interface RetryExpectation {
  readonly additional?: number;
  /** Conditions, all of them, in any order. */
  readonly on?: readonly string[];
  readonly perTryTimeout?: Time;
}

/** "2s", "1m30s", or a Duration of cdk8s. */
export type Time = string | { toMilliseconds(): number };

export function allowed(received: unknown): Checked {
  const { result, found } = simulated('toBeAllowed', received);
  return { pass: result.verdict === 'allowed', wanted: 'to be allowed', found };
}

export function denied(received: unknown, expected: DenialExpectation = {}): Checked {
  const { because, status } = fields('toBeDenied', expected, ['because', 'status'], value => `{ because: ${value} }`);
  if (because !== undefined && typeof because !== 'string' && !types.isRegExp(because)) throw new TypeError('toBeDenied looks for because, text or a regular expression: toBeDenied({ because: /mutual TLS/ })');
  const { result, found } = simulated('toBeDenied', received);
  const said = [result.reason, ...result.decidedBy.map(({ kind, namespace, name }) => `${kind} ${namespace === null ? '' : `${namespace}/`}${name}`)].join('\n');
  const explains = because === undefined || (typeof because === 'string' ? said.includes(because) : said.search(because) >= 0);
  const wanted = ['to be denied', ...(status === undefined ? [] : [`with ${status}`]), ...(because === undefined ? [] : [`because of ${String(because)}`])].join(' ');
  return { pass: result.verdict === 'denied' && explains && (status === undefined || result.status === status), wanted, found };
}

/** Shares by version, or by service where no version is told apart. */
export function split(received: unknown, shares: Readonly<Record<string, number>>): Checked {
  const { result, found } = simulated('toSplit', received);
  if (!isMap(shares) || Object.values(shares).some(share => typeof share !== 'number')) throw new TypeError('toSplit takes shares in percent by version or service: toSplit({ v1: 90, v2: 10 })');
  const keys = Object.keys(shares);
  const actual = new Map<string, number>();
  for (const { version, service, share } of result.destinations) {
    const key = keys.find(one => one === version || isService(service, one)) ?? version ?? service;
    actual.set(key, (actual.get(key) ?? 0) + share);
  }
  const expected = Object.entries(shares).filter(([, share]) => share !== 0);
  const pass = isUnderWay(result) && actual.size === expected.length && expected.every(([key, share]) => Math.abs((actual.get(key) ?? 0) - share) <= 0.01 + 1e-9);
  return { pass, wanted: `to be split ${sharesText(expected)}`, found: `It is split ${sharesText([...actual])}.\n${found}` };
}

export function reaches(received: unknown, service: string, expected: ReachExpectation = {}): Checked {
  const { result, found } = simulated('toReach', received);
  if (typeof service !== 'string') throw new TypeError('toReach takes the name of a service, as text: toReach(\'cart.shop\')');
  const { port, version } = fields('toReach', expected, ['port', 'version'], value => `{ port: ${value} }`);
  const pass = result.destinations.some(to => isService(to.service, service) && to.verdict === 'allowed' && (port === undefined || to.port === port) && (version === undefined || to.version === version));
  return { pass, wanted: `to reach ${service}${port === undefined ? '' : `:${port}`}${version === undefined ? '' : ` (${version})`}`, found: `${destinationsText(result)}\n${found}` };
}

export function redirects(received: unknown, location: RegExp | string, status?: number): Checked {
  const { result: { redirect }, found } = simulated('toRedirectTo', received);
  if (typeof location !== 'string' && !types.isRegExp(location)) throw new TypeError('toRedirectTo takes the location, as text or a regular expression: toRedirectTo(\'https://shop.example.com/\')');
  const fits = redirect !== null && (typeof location === 'string' ? redirect.location === location : redirect.location.search(location) >= 0);
  return {
    pass: fits && (status === undefined || redirect.status === status), wanted: `to be redirected to ${String(location)}${status === undefined ? '' : ` with ${status}`}`,
    found: `${redirect ? `It is redirected to ${redirect.location} with ${redirect.status}.` : 'It is not redirected.'}\n${found}`,
  };
}

export function retries(received: unknown, expected: RetryExpectation | number = {}): Checked {
  const { result, found } = simulated('toRetry', received);
  const { retries: actual } = result;
  const { additional, on, perTryTimeout } = typeof expected === 'number' ? { additional: expected } as RetryExpectation : fields('toRetry', expected, ['additional', 'on', 'perTryTimeout'], value => `{ on: [${value}] }`);
  const pass = actual !== null && isUnderWay(result)
    && (additional === undefined ? actual.additional > 0 : actual.additional === additional)
    && (on === undefined || isSameList(on, conditionsOf(actual.on, on)))
    && (perTryTimeout === undefined || milliseconds(perTryTimeout) === durationMs(actual.perTryTimeout));
  const wanted = ['to be retried', ...(additional === undefined ? [] : [`${additional} times`]), ...(on ? [`on ${on.join(', ')}`] : []), ...(perTryTimeout === undefined ? [] : [`with ${milliseconds(perTryTimeout)} ms each`])].join(' ');
  return { pass, wanted, found: `${actual ? `It is retried ${actual.additional} times on ${actual.on.join(', ')}${actual.perTryTimeout === null ? '' : ` with ${actual.perTryTimeout} each`} (${actual.from}).` : 'It is not retried.'}\n${found}` };
}

export function timesOut(received: unknown, after: Time): Checked {
  const { result, found } = simulated('toTimeOutAfter', received);
  const { timeout } = result;
  const wanted = milliseconds(after);
  return { pass: isUnderWay(result) && timeout !== null && durationMs(timeout) === wanted, wanted: `to time out after ${typeof after === 'string' ? after : `${wanted} ms`}`, found: `${timeout === null ? 'It has no timeout.' : `It times out after ${timeout}.`}\n${found}` };
}

/** Of so many differences, the message tells. */
const TOLD = 10;

export function equivalent(received: unknown): Checked {
  const report = received as { readonly isEquivalent?: unknown; readonly differences?: readonly MeshDifference[]; readonly requests?: number } | null;
  if (typeof report?.isEquivalent !== 'boolean' || !Array.isArray(report.differences)) throw new TypeError('toBeEquivalent is for what MeshSimulator.compare returns');
  const all = report.differences as readonly MeshDifference[];
  const open = all.filter(({ declaredBy }) => declaredBy === undefined);
  const declared = new Map<string, number>();
  for (const { declaredBy } of all) if (declaredBy !== undefined) declared.set(declaredBy, (declared.get(declaredBy) ?? 0) + 1);
  const lines = open.slice(0, TOLD).map(({ caller, service, port, request, here, there }) => `${caller} to ${service}:${port}, ${request}\n  here:  ${here}\n  there: ${there}`);
  const more = open.length > TOLD ? [`and ${open.length - TOLD} more`] : [];
  const excused = [...declared].map(([declaredBy, count]) => `${count} ${count === 1 ? 'difference is' : 'differences are'} declared by ${declaredBy}`);
  return { pass: report.isEquivalent, wanted: 'to be equivalent', found: [`Of ${report.requests} requests, ${open.length} fare differently, and no data plane declares it.`, ...lines, ...more, ...excused].join('\n') };
}

function simulated(matcher: string, received: unknown): { readonly result: SimulationResult; readonly found: string } {
  const simulation = received as Simulation | null | undefined;
  if (typeof simulation?.explain !== 'function' || !simulation._result) throw new TypeError(`${matcher} is for what a caller of a MeshSimulator returns: sim.asService(frontend).get('http://cart.shop:7070/')`);
  return { result: simulation._result, found: simulation.explain() };
}

/** "cart", "cart.shop", "cart.shop.svc" and the full name with the cluster's domain all name cart.shop. */
function isService(service: string, named: string): boolean {
  return service === named || service.split('.').length === 2 && (service.split('.')[0] === named || named === `${service}.svc` || named.startsWith(`${service}.svc.`));
}

/** What is denied takes no route: shares, retries and timeouts of the rule are then no answer. */
function isUnderWay({ verdict }: SimulationResult): boolean {
  return verdict !== 'denied';
}

/** That listed statuses count is said by a condition of its own, too, which nobody has to repeat. */
function conditionsOf(actual: readonly string[], wanted: readonly string[]): readonly string[] {
  const implied = 'retriable-status-codes';
  return wanted.includes(implied) || !actual.some(condition => /^\d+$/.test(condition)) ? actual : actual.filter(condition => condition !== implied);
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every(condition => other.includes(condition));
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !types.isRegExp(value);
}

/** What an expectation says, where it says nothing that there is not: that would pass whatever happens. */
function fields<T extends object>(matcher: string, expected: T, known: readonly (keyof T & string)[], example: (value: string) => string): T {
  if (!isMap(expected)) throw new TypeError(`${matcher} takes an object with ${known.join(', ')}: ${matcher}(${example(typeof expected === 'string' ? `'${expected}'` : String(expected))})`);
  const other = Object.keys(expected).find(key => !known.includes(key as keyof T & string));
  if (other !== undefined) throw new TypeError(`${matcher} knows no "${other}"; there are ${known.join(', ')}`);
  return expected;
}

function sharesText(shares: readonly (readonly [string, number])[]): string {
  return shares.length === 0 ? 'nowhere' : shares.map(([key, share]) => `${key} ${share}%`).join(', ');
}

function destinationsText({ destinations }: SimulationResult): string {
  return destinations.length === 0 ? 'It goes nowhere.' : `It goes to ${destinations.map(({ service, port, version, share, verdict }) => `${service}:${port}${version === null ? '' : ` (${version})`} ${share}% ${verdict}`).join(', ')}.`;
}

function milliseconds(time: Time): number {
  const read = typeof time === 'string' ? durationMs(time) : typeof (time as Partial<typeof time> | null)?.toMilliseconds === 'function' ? time.toMilliseconds() : undefined;
  if (read === undefined) throw new TypeError(`${JSON.stringify(time)} is no duration such as "500ms" or "1m30s"`);
  return read;
}
