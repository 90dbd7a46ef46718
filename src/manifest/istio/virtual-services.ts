import type { PathStep } from '../field-path';
import type { Json, ManifestObject } from '../manifest-object';
import { list, record, records, text } from '../manifest-object';
import type { ManifestSet } from '../manifest-set';
import { view } from '../manifest-set';
import { byAge } from './age';
import type { Visibility } from './export';
import { isVisibleIn, visibility } from './export';
import { fullHost, HostIndex } from './hosts';
import { mergedRoute } from './route-merging';

export interface VirtualService {
  readonly object: ManifestObject;
  readonly namespace: string;
  /** Empty for a delegate, which others hand over to. */
  readonly hosts: readonly NamedHost[];
  /** "mesh" for the proxies beside the callers, else "namespace/name" of a Gateway. */
  readonly gateways: readonly string[];
  /** Where those names stand; undefined for "mesh" where none is named. */
  readonly gatewayPaths: readonly (readonly PathStep[] | undefined)[];
  readonly visibility: Visibility;
}

export interface NamedHost {
  /** In full, in lower case. */
  readonly host: string;
  /** As it was written. */
  readonly written: string;
  readonly path: readonly PathStep[];
}

/** One entry of `http`, as istiod routes by it. */
export interface HttpRoute {
  readonly route: Readonly<Record<string, Json>>;
  /** The VirtualService that its fields stand in (a delegate's, for what was handed over), and the way to them. */
  readonly object: ManifestObject;
  readonly path: readonly PathStep[];
}

/** A destination that a route of any protocol names. */
export interface Destination {
  /** In full, in lower case. */
  readonly host: string;
  readonly written: string;
  readonly subset: string | undefined;
  readonly port: number | undefined;
  /** The way to the destination in the VirtualService. */
  readonly path: readonly PathStep[];
  /** undefined: a mirror. */
  readonly weight: number | undefined;
  readonly protocol: 'http' | 'tcp' | 'tls';
  readonly route: number;
}

/** In the order in which istiod takes them: the oldest first. */
export const virtualServices = view((set): readonly VirtualService[] =>
  [...set.all('networking.istio.io', 'VirtualService')].sort(byAge).map(object => virtualServiceOf(set, object)));

const byObject = view(set => new Map(virtualServices(set).map(one => [one.object, one] as const)));
const byGateway = view(set => {
  const index = new Map<string, VirtualService[]>();
  for (const one of virtualServices(set)) {
    if (one.hosts.length === 0) continue;
    for (const gateway of new Set(one.gateways)) {
      const known = index.get(gateway);
      if (known) known.push(one);
      else index.set(gateway, [one]);
    }
  }
  return index;
});
const meshIndex = view(set => {
  const index = new HostIndex<VirtualService>();
  for (const one of byGateway(set).get(MESH) ?? []) for (const host of new Set(one.hosts.map(({ host: name }) => name))) index.add(host, one);
  return index;
});

/** The reserved name of all proxies beside workloads. */
export const MESH = 'mesh';

export function virtualServiceOfObject(set: ManifestSet, object: ManifestObject): VirtualService | undefined {
  return byObject(set).get(object);
}

/** Those that name a gateway ("mesh", or "namespace/name"), the oldest first, whoever sees them. */
export function virtualServicesAt(set: ManifestSet, gateway: string): readonly VirtualService[] {
  return byGateway(set).get(gateway) ?? [];
}

/** Those for the mesh that name exactly this full host, the oldest first, whoever sees them. */
export function meshVirtualServices(set: ManifestSet, host: string): readonly VirtualService[] {
  return meshIndex(set).exactly(host);
}

/** Whether a VirtualService for the mesh names the full host, or a wildcard over it. */
export function isMeshRouted(set: ManifestSet, host: string): boolean {
  return meshIndex(set).covering(host).length > 0;
}

/** All hosts that VirtualServices for the mesh name. */
export function meshRoutedHosts(set: ManifestSet): readonly string[] {
  return [...meshIndex(set).hosts()];
}

/**
 * The one VirtualService by which a sidecar of a namespace routes a full host; there is no merging. The most specific host first; of those
 * that share it, one that is private to the namespace, then one that is exported to it by name, then public ones, each the oldest first.
 */
export function meshVirtualService(set: ManifestSet, host: string, clientNamespace: string): VirtualService | undefined {
  const seen = meshIndex(set).mostSpecific(host, one => isVisibleIn(one.visibility, clientNamespace));
  const rank = ({ namespace, visibility: { everywhere } }: VirtualService) => (everywhere ? 2 : namespace === clientNamespace ? 0 : 1);
  return [...seen].sort((a, b) => rank(a) - rank(b))[0];
}

/** "namespace/name" of a Gateway that a VirtualService names: "name", "namespace/name", "./name", or as a DNS name "name.namespace…". */
export function gatewayKey(name: string, namespace: string): string {
  if (name === MESH) return MESH;
  const slash = name.indexOf('/');
  if (slash >= 0) return `${name.slice(0, slash) === '.' ? namespace : name.slice(0, slash)}/${name.slice(slash + 1)}`;
  const [first, second] = name.split('.');
  return second === undefined ? `${namespace}/${name}` : `${second}/${first}`;
}

/** Its `http` routes, with those of delegates in the place of the routes that hand over to them. */
export function httpRoutes(set: ManifestSet, one: VirtualService): readonly HttpRoute[] {
  return remembered(routesKnown, one, () => httpRoutesOf(set, one));
}

/** Every destination that its own routes name, mirrors included. */
export function destinationsOf(set: ManifestSet, one: VirtualService): readonly Destination[] {
  return remembered(destinationsKnown, one, () => readDestinations(set, one));
}

/** A VirtualService of a view belongs to one set, so what follows from both can be kept by it. */
const routesKnown = new WeakMap<VirtualService, readonly HttpRoute[]>();
const destinationsKnown = new WeakMap<VirtualService, readonly Destination[]>();

function remembered<T>(known: WeakMap<VirtualService, T>, one: VirtualService, workOut: () => T): T {
  const kept = known.get(one);
  if (kept !== undefined) return kept;
  const value = workOut();
  known.set(one, value);
  return value;
}

function httpRoutesOf(set: ManifestSet, { object, namespace }: VirtualService): HttpRoute[] {
  return records(object.spec['http']).flatMap(([route, index]): HttpRoute[] => {
    if (route['delegate'] === undefined || route['delegate'] === null) return [{ route, object, path: ['spec', 'http', index] }];
    const delegate = delegateOf(set, route, namespace);
    if (!delegate || !isVisibleIn(delegate.visibility, namespace)) return [];
    return records(delegate.object.spec['http']).flatMap(([leaf, at]): HttpRoute[] => {
      const merged = mergedRoute(route, leaf);
      return merged ? [{ route: merged, object: delegate.object, path: ['spec', 'http', at] }] : [];
    });
  });
}

/** The VirtualService that a route hands over to, whether it is seen or not. */
export function delegateOf(set: ManifestSet, route: Readonly<Record<string, Json>>, namespace: string): VirtualService | undefined {
  const { name, namespace: other } = record(route['delegate']);
  const object = set.find('networking.istio.io', 'VirtualService', text(other) || namespace, text(name) ?? '');
  const delegate = object && virtualServiceOfObject(set, object);
  return delegate?.hosts.length === 0 ? delegate : undefined;
}

function readDestinations(set: ManifestSet, { object, namespace }: VirtualService): Destination[] {
  const read = (protocol: Destination['protocol'], route: number, fields: unknown, path: readonly PathStep[], weight: number | undefined): Destination[] => {
    const { host, subset, port } = record(fields);
    if (typeof host !== 'string' || host === '') return [];
    const number: unknown = record(port)['number'];
    return [{ host: fullHost(host, namespace, set), written: host, subset: text(subset) || undefined, port: typeof number === 'number' ? number : undefined, path, weight, protocol, route }];
  };
  return (['http', 'tls', 'tcp'] as const).flatMap(protocol => records(object.spec[protocol]).flatMap(([route, index]) => [
    ...records(route['route']).flatMap(([{ destination, weight }, at]) =>
      read(protocol, index, destination, ['spec', protocol, index, 'route', at, 'destination'], typeof weight === 'number' ? weight : 0)),
    ...(route['mirror'] ? read(protocol, index, route['mirror'], ['spec', protocol, index, 'mirror'], undefined) : []),
    ...records(route['mirrors']).flatMap(([{ destination }, at]) => read(protocol, index, destination, ['spec', protocol, index, 'mirrors', at, 'destination'], undefined)),
  ]));
}

function virtualServiceOf(set: ManifestSet, object: ManifestObject): VirtualService {
  const namespace = object.namespace ?? '';
  const gateways = list(object.spec['gateways']).map((name, index) => [text(name), index] as const).filter(([name]) => name !== undefined);
  return {
    object, namespace,
    hosts: list(object.spec['hosts']).flatMap((host, index): NamedHost[] =>
      (typeof host === 'string' ? [{ host: fullHost(host, namespace, set), written: host, path: ['spec', 'hosts', index] }] : [])),
    gateways: gateways.length > 0 ? gateways.map(([name]) => gatewayKey(name!, namespace)) : [MESH],
    gatewayPaths: gateways.length > 0 ? gateways.map(([, index]) => ['spec', 'gateways', index]) : [undefined],
    visibility: visibility(set, object, 'defaultVirtualServiceExportTo'),
  };
}
