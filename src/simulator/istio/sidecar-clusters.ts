import { isVisibleIn } from '../../manifest/istio/export';
import type { KnownHost } from '../../manifest/istio/host-registry';
import { hostsNamed } from '../../manifest/istio/host-registry';
import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import { countsFor, destinationsOf, sourcesByDestination } from './route-destinations';
import { importsSource } from './route-sources';
import type { Imports, SidecarScope } from './sidecar-scope';
import { importedHost } from './sidecar-scope';

const byHost = viewOf((_set, _scope: SidecarScope) => new Map<string, KnownHost | undefined>());

/** What a sidecar has clusters for under a host, with the ports that it has them for: what its Sidecar imports, and what imported routes send to. */
export function clusterHost(set: ManifestSet, scope: SidecarScope, host: string): KnownHost | undefined {
  const known = byHost(set, scope);
  if (!known.has(host)) known.set(host, findHost(set, scope, host));
  return known.get(host);
}

function findHost(set: ManifestSet, scope: SidecarScope, host: string): KnownHost | undefined {
  return scope.listeners.flatMap(listener => [imported(set, scope, listener, host), sentTo(set, scope, listener, host)]).reduce(together, undefined);
}

/** What stands first stays, but for a Service that comes after a ServiceEntry; of one object, ports add up. */
function together(found: KnownHost | undefined, more: KnownHost | undefined): KnownHost | undefined {
  if (!found || !more) return found ?? more;
  if (found.object !== more.object) return more.service && !found.service ? more : found;
  const others = more.ports.filter(({ port }) => !found.ports.some(one => one.port === port));
  return others.length === 0 ? found : { ...found, ports: [...found.ports, ...others] };
}

function imported(set: ManifestSet, scope: SidecarScope, listener: Imports, host: string): KnownHost | undefined {
  const known = importedHost(set, scope, listener, host);
  return known && ofListener(known, listener);
}

/** A destination of routes that a listener imports: one of the sidecar's own namespace whoever may see it, else a Service, else the oldest. */
function sentTo(set: ManifestSet, { namespace }: SidecarScope, listener: Imports, host: string): KnownHost | undefined {
  const same = hostsNamed(set, host);
  const known = same.find(one => one.namespace === namespace) ?? same.find(one => isVisibleIn(one.visibility, namespace));
  if (!known) return undefined;
  const sources = (sourcesByDestination(set).get(host) ?? []).filter(source => isVisibleIn(source.visibility, namespace) && importsSource(listener, namespace, source));
  const destinations = sources.flatMap(source => destinationsOf(set, source)).filter(one => one.host === host && countsFor(one, namespace));
  if (destinations.length === 0) return undefined;
  if (listener.isOfPort) return ofListener(known, listener);
  const trimmed = withPorts(known, ({ port }) => destinations.some(destination => destination.port === undefined || destination.port === port));
  return trimmed.ports.length > 0 ? trimmed : undefined;
}

function ofListener(known: KnownHost, { port, isOfPort }: Imports): KnownHost | undefined {
  if (!isOfPort) return known;
  const trimmed = withPorts(known, one => one.port === port);
  return trimmed.ports.length > 0 ? trimmed : undefined;
}

function withPorts(known: KnownHost, keep: (port: KnownHost['ports'][number]) => boolean): KnownHost {
  return { ...known, ports: known.ports.filter(keep) };
}
