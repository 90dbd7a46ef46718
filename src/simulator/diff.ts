import type { ManifestSet } from '../manifest/manifest-set';
import type { KubeServicePort, Service } from '../manifest/services';
import { services } from '../manifest/services';
import type { Call } from './call';
import type { Caller } from './callers';
import { callersOf } from './callers';
import { conclude } from './conclude';
import type { DataPlanes } from './data-planes';
import { PLANES } from './planes';
import { callFrom } from './reachability';
import { readCall } from './read-call';
import type { Probe } from './request-generation';
import { doorCaller, gatewayDoors, joined } from './gateway-doors';
import { probesOfBoth, probesThrough } from './request-generation';
import type { SimulationResult } from './result';
import { follow } from './simulate';
import { SimulationError } from './simulation-error';
import { serviceName } from './target';
import { Trace } from './trace';

export type ChangeKind =
  | 'opened' | 'closed' | 'verdict' | 'destinations' | 'transport-weakened' | 'transport-strengthened' | 'timeout' | 'retries' | 'answer' | 'request' | 'response' | 'mirrors'
  | 'fault' | 'limits';

/** Something that means another thing than before, for some callers and requests of one port. */
export interface Change {
  readonly kind: ChangeKind;
  readonly service: string;
  readonly port: number;
  readonly callers: readonly string[];
  /** "GET /cart/any"; empty: every request that was looked at. */
  readonly requests: readonly string[];
  /** In words, as results write it. */
  readonly before: string;
  readonly after: string;
}

/** A result beside its counterpart. Undefined: on that side there is no such caller, or no such port. */
export interface Pairing {
  /** Through a Gateway, the host. */
  readonly service: string;
  readonly port: number;
  /** Whose requests these are: the service that is called, or those behind a Gateway's host. */
  readonly services: readonly string[];
  readonly caller: string;
  readonly probe: Probe;
  readonly before: SimulationResult | undefined;
  readonly after: SimulationResult | undefined;
}

/** What changes in meaning from one set to the next. Names, order and formatting of routes and policies do not count. */
export function diff(before: ManifestSet, after: ManifestSet, planes: DataPlanes = PLANES, onProgress?: (share: number) => void): readonly Change[] {
  const found = new Map<string, { readonly change: Omit<Change, 'callers' | 'requests'>; readonly byCaller: Map<string, string[]> }>();
  const looked = new Map<string, number>();
  for (const { probe, caller, ...pair } of pairings(before, after, planes, onProgress)) {
    const at = `${pair.service}:${pair.port} ${caller}`;
    looked.set(at, (looked.get(at) ?? 0) + 1);
    for (const change of changesOf(pair)) {
      const key = JSON.stringify(change);
      const { byCaller } = found.get(key) ?? { byCaller: new Map<string, string[]>() };
      found.set(key, { change, byCaller: byCaller.set(caller, [...byCaller.get(caller) ?? [], probe.title]) });
    }
  }
  return [...found.values()].flatMap(({ change, byCaller }) => {
    const byRequests = new Map<string, { readonly callers: string[]; readonly requests: readonly string[] }>();
    for (const [caller, requests] of byCaller) {
      const all = looked.get(`${change.service}:${change.port} ${caller}`) === requests.length;
      const key = all ? '' : JSON.stringify(requests);
      const group = byRequests.get(key) ?? { callers: [], requests: all ? [] : requests };
      group.callers.push(caller);
      byRequests.set(key, group);
    }
    return [...byRequests.values()].map(({ callers, requests }): Change => ({ ...change, callers, requests }));
  });
}

/** Every caller and port of both sides, and every host of their Gateways, by requests that cover the rules of both. */
export function* pairings(before: ManifestSet, after: ManifestSet, planes: DataPlanes = PLANES, onProgress?: (share: number) => void): Generator<Pairing> {
  const callers = [before, after].map(set => new Map(callersOf(set).map(caller => [caller.id, caller])));
  const ids = new Set(callers.flatMap(known => [...known.keys()]));
  const ports = portsOf([before, after]);
  for (const [index, { service, port }] of ports.entries()) {
    onProgress?.(index / ports.length);
    for (const probe of probesOfBoth([before, after], service, port)) {
      const [old, next] = [before, after].map(set => callOf(set, probe, service, port));
      for (const caller of ids) {
        yield {
          service: serviceName(service), port: port.port, services: [serviceName(service)], caller, probe,
          before: resultOf(before, planes, old, callers[0]!.get(caller)), after: resultOf(after, planes, next, callers[1]!.get(caller)),
        };
      }
    }
  }
  yield* throughGateways(before, after, planes);
}

/** Every host of every Gateway of both sides, asked from outside. */
function* throughGateways(before: ManifestSet, after: ManifestSet, planes: DataPlanes): Generator<Pairing> {
  for (const door of joined([...gatewayDoors(before), ...gatewayDoors(after)])) {
    for (const probe of probesThrough(door, true)) {
      const [old, next] = [before, after].map(set => {
        const call = callIn(set, probe);
        return call && conclude(follow(set, planes, call, true, new Trace(false)), undefined);
      });
      const behind = [old, next].flatMap(result => result?.destinations.map(({ service }) => service) ?? []);
      yield { service: door.pattern, port: door.port, services: [...new Set(behind)], caller: doorCaller(door), probe, before: old, after: next };
    }
  }
}

function portsOf(sets: readonly ManifestSet[]): { readonly service: Service; readonly port: KubeServicePort }[] {
  const ports = new Map<string, { readonly service: Service; readonly port: KubeServicePort }>();
  for (const service of sets.flatMap(set => services(set))) {
    for (const port of service.ports) {
      const key = `${serviceName(service)}:${port.port}`;
      if (port.protocol === 'TCP' && !ports.has(key)) ports.set(key, { service, port });
    }
  }
  return [...ports.values()];
}

function callOf(set: ManifestSet, { request }: Probe, { name, namespace }: Service, { port }: KubeServicePort): Call | undefined {
  const own = services(set).find(service => service.name === name && service.namespace === namespace);
  return own?.ports.some(one => one.port === port) ? callIn(set, { request }) : undefined;
}

/** Undefined where the set has no such place to call. */
function callIn(set: ManifestSet, { request }: Pick<Probe, 'request'>): Call | undefined {
  try {
    return readCall(set, { ...request, from: {} });
  } catch (error) {
    if (error instanceof SimulationError) return undefined;
    throw error;
  }
}

function resultOf(set: ManifestSet, planes: DataPlanes, call: Call | undefined, caller: Caller | undefined): SimulationResult | undefined {
  return call && caller && conclude(follow(set, planes, callFrom(call, caller), false, new Trace(false)), undefined);
}

const STRENGTH = { plaintext: 0, tls: 1, mtls: 2 } as const;

const passes = (result: SimulationResult | undefined): boolean => result?.verdict === 'allowed' || result?.verdict === 'partial';

function changesOf({ service, port, before, after }: Omit<Pairing, 'probe' | 'caller' | 'services'>): Omit<Change, 'callers' | 'requests'>[] {
  const change = (kind: ChangeKind, old: string, next: string): Omit<Change, 'callers' | 'requests'>[] => (old === next ? [] : [{ kind, service, port, before: old, after: next }]);
  const verdict = (result: SimulationResult | undefined): string => (result ? `${result.verdict}${result.status === null ? '' : ` ${result.status}`}` : 'not there');
  if (passes(before) !== passes(after)) return change(passes(after) ? 'opened' : 'closed', verdict(before), verdict(after));
  // A port that is new and takes nothing changes nothing.
  if (!before || !after) return [];
  if (!passes(before)) return change('verdict', verdict(before), verdict(after));
  const compare = (kind: ChangeKind, read: (result: SimulationResult) => unknown): Omit<Change, 'callers' | 'requests'>[] => change(kind, shown(read(before)), shown(read(after)));
  const [old, next] = [STRENGTH[before.transport ?? 'plaintext'], STRENGTH[after.transport ?? 'plaintext']];
  return [
    ...compare('destinations', ({ destinations }) => destinations.map(({ service: name, port: number, version, share, verdict: own }) => `${name}:${number}${version === null ? '' : ` (${version})`} ${share}%${own === 'allowed' ? '' : ` ${own}`}`).sort()),
    ...compare(next < old ? 'transport-weakened' : 'transport-strengthened', ({ transport }) => transport),
    ...compare('timeout', ({ timeout }) => timeout),
    ...compare('retries', ({ retries }) => retries && { ...retries, on: [...retries.on].sort() }),
    ...compare('answer', ({ verdict: own, status, redirect }) => ({ verdict: own, status, redirect })),
    ...compare('request', ({ request }) => request && { ...request, headers: sorted(request.headers) }),
    ...compare('response', ({ responseHeaders: { set, add, remove } }) => ({ set: sorted(set), add: sorted(add), remove: [...remove].sort() })),
    ...compare('mirrors', ({ mirrors }) => mirrors.map(mirror => JSON.stringify(mirror)).sort()),
    ...compare('fault', ({ fault }) => fault),
    ...compare('limits', ({ limits }) => limits),
  ];
}

function sorted(map: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(String).join(', ');
  return JSON.stringify(value);
}
