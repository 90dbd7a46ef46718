import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import type { ConnectionRoute } from './gateway-connections';
import { connectionRoute, namesOrAll, passthroughRoutes } from './gateway-connections';
import type { GatewayPlace } from './gateway-place';
import { servedSources } from './gateway-routes';
import type { Served } from './gateway-servers';
import { serversAt } from './gateway-servers';
import { gatewayProxy } from './gateway-virtual-hosts';
import type { RouteSource } from './route-sources';

/** One way for connections on a port of a gateway: for those that ask for a server name, or for whatever comes, with TLS or without. */
export interface GatewayChain {
  readonly sni: string | undefined;
  /** Of several that are one to the proxy, the first. */
  readonly served: Served;
  /** Those that are read as HTTP together; none where connections go on as they are. */
  readonly http: readonly Served[];
  readonly route: ConnectionRoute | undefined;
}

/** A port of a gateway's address. */
export interface GatewayPort {
  readonly servers: readonly Served[];
  readonly chains: readonly GatewayChain[];
}

const known = viewOf((_set, _place: GatewayPlace) => new Map<number, GatewayPort | undefined>());

/** Undefined where no Service in front of the gateway has the port. */
export function gatewayPort(set: ManifestSet, place: GatewayPlace, port: number): GatewayPort | undefined {
  const ports = known(set, place);
  if (!ports.has(port)) {
    const servers = serversAt(set, place, port);
    ports.set(port, servers && { servers, chains: chainsOf(set, place, servers) });
  }
  return ports.get(port);
}

function chainsOf(set: ManifestSet, place: GatewayPlace, servers: readonly Served[]): GatewayChain[] {
  const taken = new Map<string, Set<string>>();
  const sourcesOf = (served: Served): readonly RouteSource[] => servedSources(set, served, place.namespace).map(({ source }) => source);
  return servers.flatMap((served): GatewayChain[] => {
    const proxy = gatewayProxy(place, served);
    const passed = taken.get(served.bind) ?? new Set();
    taken.set(served.bind, passed);
    if (served.tls === 'AUTO_PASSTHROUGH') return [];
    if (served.tls === 'PASSTHROUGH') return passthroughRoutes(proxy, sourcesOf(served), passed).map(({ sni, route }) => ({ sni, served, http: [], route }));
    const names = served.tls === undefined ? [undefined] : namesOrAll(served.hosts.map(({ host }) => host));
    if (served.kind === 'tcp') {
      const route = connectionRoute(proxy, sourcesOf(served));
      return route ? names.map(sni => ({ sni, served, http: [], route })) : [];
    }
    // All for HTTP in plaintext are one.
    const http = served.tls === undefined ? servers.filter(other => other.tls === undefined && other.bind === served.bind) : [served];
    return http[0] === served ? names.map(sni => ({ sni, served, http, route: undefined })) : [];
  });
}
