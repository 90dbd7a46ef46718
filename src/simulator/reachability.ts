import { enrolment } from '../manifest/enrolment';
import type { ManifestSet } from '../manifest/manifest-set';
import type { Service } from '../manifest/services';
import { services } from '../manifest/services';
import type { DataPlaneName } from '../manifest/settings';
import { workloads } from '../manifest/workloads';
import type { Call } from './call';
import type { CallerClass } from './caller-classes';
import { callerClasses, policyNamespaces } from './caller-classes';
import type { Caller } from './callers';
import { callersOf } from './callers';
import type { Condition } from './condition';
import type { DataPlanes } from './data-planes';
import type { GatewayDoor } from './gateway-doors';
import { doorCaller, gatewayDoors } from './gateway-doors';
import { placeOfPods } from './istio/gateway-place';
import { PLANES } from './planes';
import { readCall } from './read-call';
import type { PortProtocol } from './port-protocol';
import { portProtocolOf } from './port-protocol';
import type { Probe } from './probes';
import { probesOf, probesThrough } from './request-generation';
import type { Journey } from './simulate';
import { follow } from './simulate';
import { serviceName } from './target';
import { Trace } from './trace';

/** Who may call whom. */
export interface Reachability {
  readonly workloads: readonly ReachedWorkload[];
  readonly connections: readonly Connection[];
}

export interface ReachedWorkload {
  /** "shop/Deployment/cart". */
  readonly id: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly enrolled: DataPlaneName;
}

/** What one caller may send to pods through one port of a Service. */
export interface Connection {
  /** A workload, "namespace/*" for pods that no manifest declares, "outside", or "outside through edge/public", a Gateway. */
  readonly from: string;
  readonly to: string;
  /** "cart.shop"; through a Gateway, the host that is asked for. */
  readonly service: string;
  readonly port: number;
  readonly protocol: PortProtocol;
  readonly allowed: 'all' | 'some' | 'none';
  /** Where it is some: the requests that arrive, or, if all others do, those that do not. */
  readonly only: readonly Condition[];
  readonly except: readonly Condition[];
  /** Of the requests that arrive; null where none does. */
  readonly transport: 'mtls' | 'tls' | 'plaintext' | null;
  /** Whether the manifests leave open what becomes of some request. */
  readonly indeterminate: boolean;
}

/** What became of one probe at one workload. `elsewhere`: a proxy answered it itself, or sent it to other pods. */
interface Arrived {
  readonly state: 'yes' | 'no' | 'unknown';
  readonly transport: Connection['transport'];
}

/** Every caller, every port of every Service, every workload behind it; and every host of every Gateway, from outside. */
export function reachability(set: ManifestSet, planes: DataPlanes = PLANES, onProgress?: (share: number) => void): Reachability {
  const classes = callerClasses(set, callersOf(set));
  const all = services(set);
  const connections = all.flatMap((service, index) => {
    onProgress?.(index / all.length);
    return service.ports.filter(({ protocol }) => protocol === 'TCP').flatMap(port => {
      const probes = probesOf(set, service, port);
      const calls = probes.map(({ request }) => readCall(set, { ...request, from: {} }));
      const of = { service: serviceName(service), port: port.port, protocol: portProtocolOf(set, service, port) };
      const reachedBy = (caller: Caller): Reached => reached(set, probes, calls.map(call => follow(set, planes, callFrom(call, caller), false, new Trace(false))), service);
      return classes.flatMap(one => connectionsOf(one, reachedBy).map(({ from, to, judgement }): Connection => ({ from, to, ...of, ...judgement })));
    });
  });
  connections.push(...gatewayDoors(set).flatMap(door => throughGateway(set, planes, door)));
  return { workloads: workloads(set).map(workload => ({ id: workload.id, namespace: workload.namespace, serviceAccount: workload.serviceAccount, labels: workload.labels, enrolled: enrolment(set, workload).dataPlane })), connections };
}

/** What anybody outside gets through to by one host of a Gateway. */
function throughGateway(set: ManifestSet, planes: DataPlanes, door: GatewayDoor): Connection[] {
  const probes = probesThrough(door);
  const journeys = probes.map(({ request }) => follow(set, planes, readCall(set, { ...request, from: {} }), true, new Trace(false)));
  const of = { from: doorCaller(door), service: door.pattern, port: door.port, protocol: DOOR_PROTOCOLS[door.scheme] };
  return judgements(probes, journeys, []).map(([to, judgement]) => ({ ...of, to, ...judgement }));
}

const DOOR_PROTOCOLS = { http: 'HTTP', https: 'HTTP', tls: 'TLS', tcp: 'TCP' } as const;

/** What one caller gets through to. */
interface Reached {
  readonly byWorkload: readonly (readonly [workload: string, judgement: Judged])[];
  /** Of everything that policies of called pods may stand in. */
  readonly namespaces: ReadonlySet<string>;
}

/** Those of a class that no policy on the way speaks of fare as the first of them. */
function connectionsOf({ callers, known }: CallerClass, reachedBy: (caller: Caller) => Reached): { readonly from: string; readonly to: string; readonly judgement: Judged }[] {
  const first = callers[0]!;
  const ofFirst = reachedBy(first);
  const special = callers.length === 1 ? new Set<Caller>() : known(ofFirst.namespaces);
  let ordinary = special.has(first) ? undefined : ofFirst;
  return callers.flatMap(caller => {
    const { byWorkload } = caller === first ? ofFirst : special.has(caller) ? reachedBy(caller) : ordinary ??= reachedBy(caller);
    return byWorkload.map(([to, judgement]) => ({ from: caller.id, to, judgement }));
  });
}

/** The same call by somebody else. */
export function callFrom(call: Call, { client }: Caller): Call {
  return { ...call, client };
}

function reached(set: ManifestSet, probes: readonly Probe[], journeys: readonly Journey[], service: Service): Reached {
  const targets = journeys.flatMap(({ ends }) => ends.map(({ target }) => target));
  return {
    byWorkload: judgements(probes, journeys, service.workloads.filter(workload => !placeOfPods(set, workload)).map(({ id }) => id)),
    namespaces: new Set([service.namespace, ...targets.flatMap(target => policyNamespaces(set, target))]),
  };
}

/** Of the workloads that some journey gets to, and of others. */
function judgements(probes: readonly Probe[], journeys: readonly Journey[], others: readonly string[]): Reached['byWorkload'] {
  const each = journeys.map(arrivals);
  const ids = new Set([...others, ...each.flatMap(({ byWorkload }) => [...byWorkload.keys()])]);
  return [...ids].map(to => [to, judged(probes, each.map(({ byWorkload, otherwise }) => byWorkload.get(to) ?? otherwise))] as const);
}

interface Arrivals {
  readonly byWorkload: ReadonlyMap<string, Arrived>;
  /** For workloads that it does not get to; undefined: a proxy answered, which says nothing about them. */
  readonly otherwise: Arrived | undefined;
}

function arrivals({ outcome, ends }: Journey): Arrivals {
  const byWorkload = new Map<string, Arrived>();
  for (const { arrivals: each } of ends) {
    for (const { arrival: { workload: { id }, transport }, admission } of each) {
      const state = admission.kind === 'allowed' ? 'yes' : admission.kind === 'unknown' ? 'unknown' : 'no';
      // Through several doors, one that is open is enough.
      if (byWorkload.get(id)?.state !== 'yes') byWorkload.set(id, { state, transport: state === 'yes' ? transport : null });
    }
  }
  const stops = [outcome, ...ends.flatMap(({ stopped }) => stopped ?? [])];
  const answered = byWorkload.size === 0 && stops.some(({ kind }) => kind === 'answer');
  const unknown = stops.some(({ kind }) => kind === 'unknown');
  return { byWorkload, otherwise: answered ? undefined : { state: unknown ? 'unknown' : 'no', transport: null } };
}

type Judged = Pick<Connection, 'allowed' | 'only' | 'except' | 'transport' | 'indeterminate'>;

const NONE: readonly Condition[] = [];

/** The first probe stands for all requests that no rule is about. */
function judged(probes: readonly Probe[], states: readonly (Arrived | undefined)[]): Judged {
  const known = states.filter(one => one !== undefined);
  const yes = known.filter(({ state }) => state === 'yes');
  const allowed = yes.length === known.length ? 'all' : known.every(({ state }) => state === 'no') ? 'none' : 'some';
  const open = states[0]?.state === 'yes';
  const where = (wanted: Arrived['state']): Condition[] => {
    const found = probes.filter((_, index) => states[index]?.state === wanted);
    const alone = new Set(found.flatMap(({ condition, parts }) => (condition && parts.length === 0 ? [condition] : [])));
    // Of two rules together, nothing new is said where one of them is enough.
    const both = found.flatMap(({ condition, parts }) => (condition && parts.length > 0 && !parts.some(part => alone.has(part)) ? [condition] : []));
    return [...new Set([...alone, ...both])];
  };
  return {
    allowed,
    only: allowed === 'some' && !open ? where('yes') : NONE,
    except: allowed === 'some' && open ? where('no') : NONE,
    transport: yes[0]?.transport ?? null,
    indeterminate: known.some(({ state }) => state === 'unknown'),
  };
}
