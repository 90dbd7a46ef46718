import type { PathStep } from '../field-path';
import type { Json, ManifestObject } from '../manifest-object';
import { entryOf, record, records, text } from '../manifest-object';
import type { ManifestSet } from '../manifest-set';
import { view } from '../manifest-set';
import type { RouteKind } from './routes';
import type { Reference } from './references';
import { GATEWAY_GROUP, reference } from './references';

/** A Gateway, or a ListenerSet, which adds listeners to one. */
export interface GatewayListeners {
  readonly object: ManifestObject;
  readonly namespace: string;
  readonly name: string;
  /** Of the Gateway, for a ListenerSet too; undefined where that Gateway is not known. */
  readonly className: string | undefined;
  readonly listeners: readonly Listener[];
  /** What it proves itself to backends with, and by what it verifies its clients. */
  readonly authorities: readonly Reference[];
}

export interface Listener {
  readonly name: string;
  readonly port: number | undefined;
  readonly protocol: string;
  /** In lower case; undefined for all. */
  readonly hostname: string | undefined;
  /** "Terminate" or "Passthrough"; undefined without TLS. */
  readonly tlsMode: string | undefined;
  readonly certificates: readonly Reference[];
  /** Kinds of routes that its protocol carries; undefined for a protocol that the Gateway API does not know. */
  readonly kinds: readonly RouteKind[] | undefined;
  readonly spec: Record<string, Json>;
  readonly path: readonly PathStep[];
}

/** Kinds that carry nothing but tunnels of a mesh have no routes. */
const KINDS_OF_PROTOCOL: Readonly<Record<string, readonly RouteKind[]>> = {
  HTTP: ['HTTPRoute', 'GRPCRoute'], HTTPS: ['HTTPRoute', 'GRPCRoute'], TLS: ['TLSRoute', 'TCPRoute'], TCP: ['TCPRoute'], UDP: ['UDPRoute'], HBONE: [],
};

export const gateways = view((set): readonly GatewayListeners[] => set.all(GATEWAY_GROUP, 'Gateway').map(object => ({
  object, namespace: object.namespace ?? 'default', name: object.name, className: text(object.spec['gatewayClassName']), listeners: listenersOf(object),
  authorities: authoritiesOf(object),
})));

/** Gateways and ListenerSets. */
export const listenerOwners = view((set): readonly GatewayListeners[] => [
  ...gateways(set),
  ...set.all(GATEWAY_GROUP, 'ListenerSet').map((object): GatewayListeners => {
    const namespace = object.namespace ?? 'default';
    const parent = reference(record(object.spec['parentRef']), { group: GATEWAY_GROUP, kind: 'Gateway', namespace }, ['spec', 'parentRef']);
    const className = text(set.find(GATEWAY_GROUP, 'Gateway', parent.namespace, parent.name)?.spec['gatewayClassName']);
    return { object, namespace, name: object.name, className, listeners: listenersOf(object), authorities: [] };
  }),
]);

const byKey = view(set => new Map(listenerOwners(set).map(owner => [owner.object.key, owner] as const)));

export function findListeners(set: ManifestSet, kind: 'Gateway' | 'ListenerSet', namespace: string, name: string): GatewayListeners | undefined {
  const object = set.find(GATEWAY_GROUP, kind, namespace, name);
  return object && byKey(set).get(object.key);
}

/** ListenerSets that name a Gateway, and that it lets in. */
export function listenerSetsOf(set: ManifestSet, { object: gateway, namespace: home, name }: GatewayListeners): readonly GatewayListeners[] {
  const from = text(record(record(gateway.spec['allowedListeners'])['namespaces'])['from']);
  return listenerOwners(set).filter(({ object, namespace }) => {
    if (object.kind !== 'ListenerSet' || from !== 'All' && !(from === 'Same' && namespace === home)) return false;
    const parent = reference(record(object.spec['parentRef']), { group: GATEWAY_GROUP, kind: 'Gateway', namespace }, ['spec', 'parentRef']);
    return parent.kind === 'Gateway' && parent.namespace === home && parent.name === name;
  });
}

/** Whether a Gateway refuses clients of a port that show no certificate. */
export function asksCertificates({ object }: GatewayListeners, port: number | undefined): boolean {
  const { default: everywhere, perPort } = record(record(record(object.spec)['tls'])['frontend']);
  const own = records(perPort).find(([entry]) => entry['port'] === port)?.[0];
  const { validation } = record(own ? own['tls'] : everywhere);
  return validation !== undefined && text(record(validation)['mode']) !== 'AllowInsecureFallback';
}

/** Classes of Istio's waypoints: Gateways that no client addresses. */
export function isWaypointClass(className: string | undefined): boolean {
  return className === 'istio-waypoint' || className === 'istio-agentgateway-waypoint';
}

/** Whether Istio runs the Gateways of a class. */
export function isIstioClass(className: string | undefined): boolean {
  return className === 'istio' || (className?.startsWith('istio-') ?? false);
}

/**
 * Hosts of the Services in front of pods that are deployed by hand, which a Gateway of Istio names as its addresses; undefined where Istio
 * deploys pods for it.
 */
export function addressesByHand(set: ManifestSet, { spec, namespace }: ManifestObject): readonly string[] | undefined {
  const addresses = records(spec['addresses']).map(([{ type, value }]) => ({ type: text(type) ?? 'IPAddress', value: text(value)?.toLowerCase() ?? '' }));
  if (addresses.length === 0 || addresses.length === 1 && addresses[0]!.type === 'IPAddress') return undefined;
  return addresses.filter(({ type }) => type === 'Hostname').map(({ value }) => (value.includes('.') ? value : `${value}.${namespace ?? 'default'}.svc.${set.settings.clusterDomain}`));
}

/** Names of the Services that a Gateway of Istio gets, by "namespace/name". */
const gatewayServices = view(set => new Map(gateways(set).filter(({ className, object }) => isIstioClass(className) && !addressesByHand(set, object)).map(gateway => [`${gateway.namespace}/${serviceNameOf(gateway)}`, gateway] as const)));

/** The Gateway for which its controller makes a Service of this name. */
export function gatewayOfService(set: ManifestSet, namespace: string, name: string): GatewayListeners | undefined {
  return gatewayServices(set).get(`${namespace}/${name}`);
}

function serviceNameOf({ object, name, className }: GatewayListeners): string {
  return object.annotations['gateway.istio.io/name-override'] ?? (isWaypointClass(className) ? name : `${name}-${className}`);
}

function listenersOf(object: ManifestObject): Listener[] {
  return records(object.spec['listeners']).map(([spec, index]): Listener => {
    const path = ['spec', 'listeners', index] as const;
    const protocol = text(spec['protocol']) ?? '';
    const tls = record(spec['tls']);
    const encrypted = protocol === 'HTTPS' || protocol === 'TLS';
    return {
      name: text(spec['name']) ?? '',
      port: typeof spec['port'] === 'number' ? spec['port'] : undefined,
      protocol,
      hostname: text(spec['hostname'])?.toLowerCase() || undefined,
      tlsMode: encrypted ? text(tls['mode']) ?? 'Terminate' : undefined,
      certificates: records(tls['certificateRefs']).map(([ref, at]) => reference(ref, { group: '', kind: 'Secret', namespace: object.namespace ?? 'default' }, [...path, 'tls', 'certificateRefs', at])),
      kinds: entryOf(KINDS_OF_PROTOCOL, protocol),
      spec, path,
    };
  });
}

function authoritiesOf({ spec, namespace }: ManifestObject): Reference[] {
  const { backend, frontend } = record(record(spec)['tls']);
  const home = namespace ?? 'default';
  const validations = [
    [record(record(frontend)['default']), ['spec', 'tls', 'frontend', 'default']] as const,
    ...records(record(frontend)['perPort']).map(([entry, index]) => [record(entry['tls']), ['spec', 'tls', 'frontend', 'perPort', index, 'tls']] as const),
  ];
  const client: unknown = record(backend)['clientCertificateRef'];
  return [
    ...(client === undefined ? [] : [reference(record(client), { group: '', kind: 'Secret', namespace: home }, ['spec', 'tls', 'backend', 'clientCertificateRef'])]),
    ...validations.flatMap(([tls, path]) => records(record(tls['validation'])['caCertificateRefs']).map(([ref, at]) =>
      reference(ref, { group: '', kind: 'ConfigMap', namespace: home }, [...path, 'validation', 'caCertificateRefs', at]))),
  ];
}
