import type { ForeignManifest } from '../../../model/data-plane';
import type { ServiceModel, WorkloadModel } from '../../../model/model';
import { host } from '../../../model/model';
import { containerPortOf, portRules } from '../../../model/port-rules';
import { apiGroup, field, list, namespaceOf } from '../../shared/foreign-json';
import { GATEWAY_API } from '../../shared/foreign-routes';
import { serviceNames } from '../../../model/service-names';
import { fullName } from '../foreign-objects';
import { USE_WAYPOINT } from './waypoint-use';

/**
 * Why a route of somebody else leads around the lists of the pods: a waypoint asks who may call the Service that is called, and the pods that it is
 * routed to trust the waypoint. Who may be called instead is asked of versions only.
 */
export function foreignWay(workload: WorkloadModel, object: ForeignManifest): string | undefined {
  const read = readerOf(object);
  if (!read || !workload.enrolled || workload.allowLists.length === 0) return undefined;
  const there = workload.services.flatMap(door => read.sentTo(door).map(port => ({ door, port })));
  if (there.length === 0) return undefined;
  const ruled = new Set(portRules(workload).filter(({ rules }) => rules.length > 0).map(({ port }) => port));
  const parents = workload.namespace.meshWide.namespaces.flatMap(namespace => namespace.services).filter(goesThroughWaypoint)
    .flatMap(service => read.portsOf(service).map(port => ({ service, port })));
  for (const { door, port } of there) {
    const around = parents.find(parent => {
      const to = port ?? parent.port;
      const container = containerPortOf(door, to);
      // A port that is not known may be any.
      if (container !== undefined && !ruled.has(container)) return false;
      return parent.service.workload !== workload || container === undefined || containerPortOf(parent.service, parent.port) !== container;
    });
    if (around) return refusal(object, around.service, door, workload);
  }
  return undefined;
}

function refusal({ kind, metadata }: ForeignManifest, from: ServiceModel, to: ServiceModel, { name }: WorkloadModel): string {
  return `${kind} "${metadata.name}" sends requests for Service "${from.name}" on to "${to.name}", and the waypoint asks only who may call "${from.name}": callers that no list of "${name}" lets in would get to its pods; `
    + 'remove it, and send there with ServiceVersion.service in a TrafficSplit or CanaryRelease, for which both must let in the same callers';
}

function goesThroughWaypoint(service: ServiceModel): boolean {
  return service.namespace.dataPlane.usesWaypoint(service) || service.knownLabels[USE_WAYPOINT] !== undefined;
}

/** What an object says about requests. */
interface Reader {
  /** Ports of a Service that it is a route for. */
  portsOf(service: ServiceModel): number[];
  /** Ports of a Service that it sends to; undefined: that which was called. */
  sentTo(service: ServiceModel): (number | undefined)[];
}

function readerOf({ apiVersion, kind, metadata, spec }: ForeignManifest): Reader | undefined {
  const namespace = namespaceOf(metadata);
  const group = apiGroup(apiVersion);
  if (group === GATEWAY_API && kind.endsWith('Route')) return routeReader(namespace, spec);
  return group === 'networking.istio.io' && kind === 'VirtualService' ? virtualServiceReader(namespace, spec) : undefined;
}

/** Waypoints do not read routes of other namespaces than that of the Service. */
function routeReader(namespace: string, spec: unknown): Reader {
  const isOf = (ref: unknown, service: ServiceModel) => (field(ref, 'namespace') ?? namespace) === service.namespace.name && serviceNames(service).includes(String(field(ref, 'name')));
  return {
    portsOf: service => (service.namespace.name !== namespace ? [] : list(field(spec, 'parentRefs')).filter(ref => field(ref, 'kind') === 'Service' && isOf(ref, service))
      .flatMap(ref => service.ports.map(p => p.port).filter(port => [undefined, port].includes(field(ref, 'port') as number | undefined)))),
    // Mirrors are sent requests too.
    sentTo: service => [...deep(spec, 'backendRefs').flatMap(list), ...deep(spec, 'backendRef')]
      .filter(ref => (field(ref, 'kind') === 'Hostname' ? isHost(field(ref, 'name'), namespace, service) : isOf(ref, service)))
      .map(ref => field(ref, 'port') as number | undefined),
  };
}

function virtualServiceReader(namespace: string, spec: unknown): Reader | undefined {
  const gateways = list(field(spec, 'gateways'));
  if (gateways.length > 0 && !gateways.includes('mesh')) return undefined;
  return {
    portsOf: service => (list(field(spec, 'hosts')).some(text => isHost(text, namespace, service)) ? service.ports.map(p => p.port) : []),
    sentTo: service => [...deep(spec, 'destination'), ...deep(spec, 'mirror')].filter(to => isHost(field(to, 'host'), namespace, service))
      .map(to => field(field(to, 'port'), 'number') as number | undefined),
  };
}

/** Wildcards stand for a first part of the name. */
function isHost(text: unknown, namespace: string, service: ServiceModel): boolean {
  const theirs = fullName(text, namespace, service);
  if (theirs === undefined) return false;
  return serviceNames(service).map(name => host(service, name)).some(ours => (theirs.startsWith('*') ? ours.endsWith(theirs.slice(1)) : ours === theirs));
}

/** Every value of a field, wherever it stands. */
function deep(value: unknown, key: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([k, inner]) => [...(k === key ? [inner] : []), ...deep(inner, key)]);
}
