import type { ManifestObject } from '../manifest-object';
import { records, record, text } from '../manifest-object';
import type { ManifestSet } from '../manifest-set';
import { view } from '../manifest-set';
import { trustDomain } from '../mesh-config';
import { namespaceFacts } from '../namespaces';
import type { Labels } from '../selectors';
import { matchesSelector } from '../selectors';
import type { Service } from '../services';
import type { Workload } from '../workloads';

const GATEWAY_API = 'gateway.networking.k8s.io';

/** A waypoint proxy: a Gateway of a waypoint's class. */
export interface Waypoint {
  readonly object: ManifestObject;
  readonly namespace: string;
  readonly name: string;
  /** What passes through it: traffic addressed to services, to pods, to both, or nothing, as of a value that does not exist. */
  readonly traffic: 'service' | 'workload' | 'all' | 'none';
  /** The identity that pods behind it see: "cluster.local/ns/shop/sa/waypoint". */
  readonly principal: string;
}

/** What an object asks for with its label `istio.io/use-waypoint`. */
export interface WaypointUse {
  readonly namespace: string;
  readonly name: string;
  /** Where the label stands: on the object itself, or on its namespace. */
  readonly from: 'object' | 'namespace';
  /** Undefined where the manifests have no such waypoint, or it does not take what lies in that namespace: traffic goes around. */
  readonly waypoint: Waypoint | undefined;
}

const WAYPOINT_CLASSES = new Set(['istio-waypoint', 'istio-agentgateway-waypoint']);
const TRAFFIC = new Set(['service', 'workload', 'all', 'none']);

export const waypoints = view((set): ReadonlyMap<string, Waypoint> => new Map(set.all(GATEWAY_API, 'Gateway')
  .filter(({ spec }) => WAYPOINT_CLASSES.has(text(spec['gatewayClassName']) ?? ''))
  .map(object => [`${object.namespace}/${object.name}`, waypointOf(set, object)] as const)));

/** The waypoint of calls that are addressed to a service; undefined if nothing asks for one. */
export function serviceWaypoint(set: ManifestSet, service: Service): WaypointUse | undefined {
  return waypointUse(set, service.namespace, service.labels);
}

/** The waypoint of calls that are addressed to pods. */
export function workloadWaypoint(set: ManifestSet, workload: Workload): WaypointUse | undefined {
  return waypointUse(set, workload.namespace, workload.labels);
}

/** The waypoint that an object's labels ask for, else its namespace's; whether it handles such traffic at all is said by `traffic`. */
export function waypointUse(set: ManifestSet, namespace: string, labels: Labels): WaypointUse | undefined {
  const own = labels['istio.io/use-waypoint'] !== undefined;
  const asking = own ? labels : namespaceFacts(set, namespace).labels;
  const name = asking['istio.io/use-waypoint'];
  if (!name || name === 'none') return undefined;
  const home = asking['istio.io/use-waypoint-namespace'] || namespace;
  const found = waypoints(set).get(`${home}/${name}`);
  const waypoint = found && admits(set, found.object, home, namespace) ? found : undefined;
  return { namespace: home, name, from: own ? 'object' : 'namespace', waypoint };
}

/** A waypoint handles its own namespace unless its listener for tunnels says otherwise; then its own too only where it says so. */
function admits(set: ManifestSet, gateway: ManifestObject, home: string, namespace: string): boolean {
  const tunnel = records(gateway.spec['listeners']).find(([{ protocol, port }]) => protocol === 'HBONE' && port === 15008)?.[0];
  const { from, selector } = record(record(tunnel?.['allowedRoutes'])['namespaces']);
  if (from === 'All') return true;
  return from === 'Selector' ? matchesSelector(selector, namespaceFacts(set, namespace).labels) : home === namespace;
}

function waypointOf(set: ManifestSet, object: ManifestObject): Waypoint {
  const ofClass = set.find(GATEWAY_API, 'GatewayClass', null, text(object.spec['gatewayClassName']) ?? '')?.labels['istio.io/waypoint-for'];
  const traffic = object.labels['istio.io/waypoint-for'] ?? ofClass ?? 'service';
  const account = object.annotations['gateway.istio.io/service-account'] || object.name;
  return {
    object, namespace: object.namespace!, name: object.name,
    traffic: TRAFFIC.has(traffic) ? traffic as Waypoint['traffic'] : 'none',
    principal: `${trustDomain(set)}/ns/${object.namespace}/sa/${account}`,
  };
}
