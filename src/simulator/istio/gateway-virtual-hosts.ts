import { HostIndex } from '../../manifest/istio/hosts';
import type { ManifestSet } from '../../manifest/manifest-set';
import { view } from '../../manifest/manifest-set';
import type { GatewayPlace } from './gateway-place';
import { servedSources } from './gateway-routes';
import type { Served } from './gateway-servers';
import type { RouteProxy } from './http-rule';
import type { RouteEntry } from './route-entries';
import { routeEntries, takesEverything } from './route-entries';

/** What a gateway has for one host of a port. */
export interface GatewayVirtualHost {
  readonly host: string;
  readonly entries: readonly RouteEntry[];
  /** Whether it sends plaintext requests to https, and the Gateway that says so. */
  readonly redirect: Served | undefined;
}

const known = view(() => new Map<string, HostIndex<GatewayVirtualHost>>());

/** Virtual hosts of servers that share their routes: the plaintext ones of a port, or one that ends TLS. */
export function gatewayVirtualHosts(set: ManifestSet, place: GatewayPlace, servers: readonly Served[]): HostIndex<GatewayVirtualHost> {
  const key = [place.namespace, JSON.stringify(place.labels), ...servers.map(({ object, name }) => `${object.key} ${name}`)].join('|');
  const index = known(set).get(key) ?? built(set, place, servers);
  known(set).set(key, index);
  return index;
}

/** A proxy of the gateway, as routes of one of its servers see it. */
export function gatewayProxy({ namespace, labels }: GatewayPlace, { key, port }: Served): RouteProxy {
  return { kind: 'gateway', namespace, labels, gateways: new Set(key === undefined ? [] : [key]), port };
}

function built(set: ManifestSet, place: GatewayPlace, servers: readonly Served[]): HostIndex<GatewayVirtualHost> {
  const hosts = new Map<string, { entries: RouteEntry[]; redirect: Served | undefined }>();
  const hostOf = (name: string) => {
    const host = hosts.get(name) ?? { entries: [], redirect: undefined };
    hosts.set(name, host);
    return host;
  };
  // A Gateway's routes are made once, as its first server that has them sees them.
  const made = new Map<string, readonly RouteEntry[]>();
  for (const served of servers) {
    for (const { source, hosts: names } of servedSources(set, served, place.namespace)) {
      const key = `${served.key ?? `${served.object.key} ${served.name}`} ${source.object.key} ${source.name}`;
      const entries = made.get(key) ?? routeEntries(source.rules, gatewayProxy(place, served));
      if (entries.length === 0) continue;
      made.set(key, entries);
      for (const name of names) {
        const host = hostOf(name);
        host.entries.push(...entries);
        if (served.httpsRedirect) host.redirect ??= served;
      }
    }
    // Hosts without a route too, but not those that are for a namespace's VirtualServices.
    if (served.httpsRedirect) for (const { host, namespace } of served.hosts) if (namespace === '*') hostOf(host).redirect ??= served;
  }
  const index = new HostIndex<GatewayVirtualHost>();
  for (const [host, { entries, redirect }] of hosts) {
    // What takes everything comes last, from whichever VirtualService it is.
    const last = ({ match }: RouteEntry) => match === undefined || takesEverything(match);
    index.add(host, { host, redirect, entries: [...entries.filter(entry => !last(entry)), ...entries.filter(last)] });
  }
  return index;
}
