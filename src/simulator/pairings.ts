import type { ManifestSet } from '../manifest/manifest-set';
import type { KubeServicePort, Service } from '../manifest/services';
import { services } from '../manifest/services';
import type { KnownAddress } from './address-callers';
import { knownAddresses } from './address-callers';
import type { Call } from './call';
import type { Caller } from './callers';
import { callersOf, OUTSIDE, podsOf } from './callers';
import { conclude } from './conclude';
import type { DataPlanes } from './data-planes';
import { egressPlaces } from './egress-probes';
import { doorCaller, gatewayDoors, joined } from './gateway-doors';
import { PLANES } from './planes';
import type { Probe } from './probes';
import { callFrom } from './reachability';
import { readCall } from './read-call';
import { probesOfBoth, probesThrough } from './request-generation';
import type { SimulationResult } from './result';
import { follow } from './simulate';
import { SimulationError } from './simulation-error';
import { serviceName } from './target';
import { Trace } from './trace';

/** A result beside its counterpart. Undefined: on that side there is no such caller, or no such port. */
export interface Pairing {
  /** Through a Gateway, or out of the cluster, the host. */
  readonly service: string;
  readonly port: number;
  /** Whose requests these are: the service that is called, or those behind a Gateway's host. */
  readonly services: readonly string[];
  readonly caller: string;
  /** The caller as each side knows it. */
  readonly clients: readonly [before: Call['client'] | undefined, after: Call['client'] | undefined];
  readonly probe: Probe;
  readonly before: SimulationResult | undefined;
  readonly after: SimulationResult | undefined;
}

type Sides = readonly [before: ManifestSet, after: ManifestSet];

/** Every caller and port of both sides, every host of their Gateways, and every place outside, by requests that cover the rules of both. */
export function* pairings(before: ManifestSet, after: ManifestSet, planes: DataPlanes = PLANES, onProgress?: (share: number) => void): Generator<Pairing> {
  const sets: Sides = [before, after];
  const addresses = knownAddresses(sets);
  const callers = sets.map(set => new Map([...callersOf(set, sets), ...addresses.flatMap(address => atAddress(set, sets, address))].map(caller => [caller.id, caller] as const)));
  const ids = [...new Set(callers.flatMap(known => [...known.keys()]))];
  const pair = (at: Pick<Pairing, 'service' | 'port' | 'services' | 'probe'>, calls: readonly (Call | undefined)[], caller: string): Pairing => {
    const who = callers.map(known => known.get(caller));
    const [old, next] = sets.map((set, side) => resultOf(set, planes, calls[side], who[side]));
    return { ...at, caller, clients: [who[0]?.client, who[1]?.client], before: old, after: next };
  };
  const ports = portsOf(sets);
  for (const [index, { service, port }] of ports.entries()) {
    onProgress?.(index / ports.length);
    for (const probe of probesOfBoth(sets, service, port)) {
      const calls = sets.map(set => callOf(set, probe, service, port));
      for (const caller of ids) yield pair({ service: serviceName(service), port: port.port, services: [serviceName(service)], probe }, calls, caller);
    }
  }
  const pods = ids.filter(id => callers.some(known => known.get(id)?.client.kind === 'pod' && known.get(id)?.client.ip === undefined));
  for (const { name, port, probes } of egressPlaces(sets)) {
    for (const probe of probes) {
      const calls = sets.map(set => callIn(set, probe));
      for (const caller of pods) yield pair({ service: name, port, services: [], probe }, calls, caller);
    }
  }
  yield* throughGateways(sets, planes, addresses);
}

/** Somebody at an address that policies tell from others. */
function atAddress(set: ManifestSet, sets: Sides, { ip, namespace }: KnownAddress): Caller[] {
  return [{ id: `${OUTSIDE} at ${ip}` }, { id: `${namespace}/* at ${ip}`, namespace }].map(({ id, namespace: home }) => {
    const { client } = podsOf(set, home, sets);
    return { id, client: { ...client, ip } };
  });
}

/** Every host of every Gateway of both sides, asked from outside, wherever that is and from addresses that policies know. */
function* throughGateways(sets: Sides, planes: DataPlanes, addresses: readonly KnownAddress[]): Generator<Pairing> {
  for (const door of joined(sets.flatMap(gatewayDoors))) {
    for (const [index, probe] of probesThrough(door, true).entries()) {
      for (const ip of [undefined, ...index === 0 ? addresses.map(address => address.ip) : []]) {
        const calls = sets.map(set => callIn(set, probe, ip));
        const [old, next] = sets.map((set, side) => calls[side] && conclude(follow(set, planes, calls[side], true, new Trace(false)), undefined));
        const behind = [old, next].flatMap(result => result?.destinations.map(({ service }) => service) ?? []);
        const caller = `${doorCaller(door)}${ip === undefined ? '' : ` at ${ip}`}`;
        yield { service: door.pattern, port: door.port, services: [...new Set(behind)], caller, clients: [calls[0]?.client, calls[1]?.client], probe, before: old, after: next };
      }
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
function callIn(set: ManifestSet, { request }: Pick<Probe, 'request'>, ip?: string): Call | undefined {
  try {
    return readCall(set, { ...request, from: ip === undefined ? {} : { ip } });
  } catch (error) {
    if (error instanceof SimulationError) return undefined;
    throw error;
  }
}

function resultOf(set: ManifestSet, planes: DataPlanes, call: Call | undefined, caller: Caller | undefined): SimulationResult | undefined {
  return call && caller && conclude(follow(set, planes, callFrom(call, caller), false, new Trace(false)), undefined);
}
