import type { ManifestSet } from '../manifest-set';
import { view } from '../manifest-set';
import { record, records, text } from '../manifest-object';
import { namespaceFacts } from '../namespaces';
import { matchesSelector } from '../selectors';
import type { KubeServicePort, Service } from '../services';
import { findService } from '../services';
import type { GatewayListeners, Listener } from './gateways';
import { findListeners } from './gateways';
import { commonHostname } from './hostnames';
import type { ParentRef } from './references';
import { GATEWAY_GROUP } from './references';
import type { Route } from './routes';
import { routes } from './routes';

/** Why a listener does not take a route: the reason of the condition that its controller sets, and what makes it so. */
export interface Refusal {
  readonly listener: Listener;
  readonly reason: 'NotAllowedByListeners' | 'NoMatchingListenerHostname';
  readonly because: string;
}

/** A listener that takes a route, with the hostnames that they have in common (`''`: every host). */
export interface AcceptedListener {
  readonly listener: Listener;
  readonly hostnames: readonly string[];
}

/** What becomes of one parentRef of a route. */
export interface Attachment {
  readonly route: Route;
  readonly ref: ParentRef;
  /** The Gateway or ListenerSet that it names, where the manifests hold it. */
  readonly owner?: GatewayListeners;
  /** Of these, the listeners that the reference selects. */
  readonly selected: readonly Listener[];
  readonly accepted: readonly AcceptedListener[];
  readonly refused: readonly Refusal[];
  /** The Service that it names, where the manifests hold it. */
  readonly service?: Service;
  /** Of its ports, those that the reference selects. */
  readonly ports: readonly KubeServicePort[];
}

/** What becomes of each parentRef of each route, in their order. */
export const attachments = view((set): readonly Attachment[] => routes(set).flatMap(route => route.parents.map(ref => attach(set, route, ref))));

const byService = view(set => grouped(attachments(set), ({ service }) => service?.host));
const byOwner = view(set => grouped(attachments(set), ({ owner }) => owner?.object.key));
const byRoute = view(set => grouped(attachments(set), ({ route }) => route.object.key));

/** Routes whose parent is a Service. */
export function attachedToService(set: ManifestSet, service: Service): readonly Attachment[] {
  return byService(set).get(service.host) ?? [];
}

/** Routes that name a Gateway or ListenerSet, whether it takes them or not. */
export function attachedTo(set: ManifestSet, owner: GatewayListeners): readonly Attachment[] {
  return byOwner(set).get(owner.object.key) ?? [];
}

export function attachmentsOf(set: ManifestSet, route: Route): readonly Attachment[] {
  return byRoute(set).get(route.object.key) ?? [];
}

/** By the host of a Service, everything attached to it. */
export function serviceAttachments(set: ManifestSet): ReadonlyMap<string, readonly Attachment[]> {
  return byService(set);
}

/** Whether a route only holds for callers in its own namespace: it stands elsewhere than the Service that it is about. */
export function isConsumerRoute({ route, ref, service }: Attachment): boolean {
  return service !== undefined && ref.namespace !== route.namespace;
}

export function isServiceRef({ group, kind }: Pick<ParentRef, 'group' | 'kind'>): boolean {
  return (group === '' || group === 'core') && kind === 'Service';
}

function attach(set: ManifestSet, route: Route, ref: ParentRef): Attachment {
  const nothing = { route, ref, selected: [], accepted: [], refused: [], ports: [] };
  if (isServiceRef(ref)) {
    const service = findService(set, ref.namespace, ref.name);
    return service ? { ...nothing, service, ports: service.ports.filter(port => selectsPort(ref, port)) } : nothing;
  }
  const owner = ref.group === GATEWAY_GROUP && (ref.kind === 'Gateway' || ref.kind === 'ListenerSet') ? findListeners(set, ref.kind, ref.namespace, ref.name) : undefined;
  if (!owner) return nothing;
  const selected = owner.listeners.filter(({ name, port }) => (ref.sectionName === undefined || name === ref.sectionName) && (ref.port === undefined || port === ref.port));
  const outcomes = selected.map(listener => admit(set, route, listener, owner));
  return {
    ...nothing, owner, selected,
    accepted: outcomes.filter((outcome): outcome is AcceptedListener => 'hostnames' in outcome),
    refused: outcomes.filter((outcome): outcome is Refusal => 'reason' in outcome),
  };
}

function selectsPort(ref: ParentRef, { port, name }: KubeServicePort): boolean {
  return (ref.port === undefined || port === ref.port) && (ref.sectionName === undefined || name === ref.sectionName);
}

function admit(set: ManifestSet, route: Route, listener: Listener, owner: GatewayListeners): AcceptedListener | Refusal {
  const because = kindRefusal(route, listener) ?? namespaceRefusal(set, route, listener, owner);
  if (because !== undefined) return { listener, reason: 'NotAllowedByListeners', because };
  if (route.hostnames.length === 0 || route.kind === 'TCPRoute' || route.kind === 'UDPRoute') return { listener, hostnames: [listener.hostname ?? ''] };
  const hostnames = route.hostnames.flatMap(hostname => commonHostname(listener.hostname, hostname) ?? []);
  return hostnames.length > 0 ? { listener, hostnames }
    : { listener, reason: 'NoMatchingListenerHostname', because: `its hostname ${listener.hostname} has nothing in common with ${route.hostnames.join(', ')}` };
}

function kindRefusal({ kind, object }: Route, { kinds, protocol, spec, tlsMode }: Listener): string | undefined {
  if (kinds && !kinds.includes(kind)) return `its protocol ${protocol} carries ${kinds.length === 0 ? 'no routes' : kinds.join(' and ')}, not ${kind}s`;
  if (protocol === 'TLS' && tlsMode === 'Passthrough' && kind !== 'TLSRoute') return `it passes TLS through, which only TLSRoutes are for`;
  const allowed = records(record(spec['allowedRoutes'])['kinds']);
  if (allowed.length === 0 || allowed.some(([entry]) => entry['kind'] === kind && (text(entry['group']) ?? GATEWAY_GROUP) === object.group)) return undefined;
  return `its allowedRoutes.kinds are ${allowed.map(([entry]) => text(entry['kind']) ?? '').join(', ')}`;
}

function namespaceRefusal(set: ManifestSet, route: Route, { spec }: Listener, owner: GatewayListeners): string | undefined {
  const { from, selector } = record(record(spec['allowedRoutes'])['namespaces']);
  switch (text(from) ?? 'Same') {
    case 'All': return undefined;
    case 'Selector': {
      const { object, labels } = namespaceFacts(set, route.namespace);
      // What is not known of the labels may let it in.
      return !object || matchesSelector(selector, labels) ? undefined : `the labels of namespace ${route.namespace} do not meet its allowedRoutes.namespaces.selector`;
    }
    default: return route.namespace === owner.namespace ? undefined : `it takes routes of its own namespace ${owner.namespace} only (allowedRoutes.namespaces.from is Same${from === undefined ? ' by default' : ''})`;
  }
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
