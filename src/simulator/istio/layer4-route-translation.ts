import type { ParentRef } from '../../manifest/gateway-api/references';
import type { Route } from '../../manifest/gateway-api/routes';
import { hostsMeet } from '../../manifest/istio/hosts';
import type { ManifestSet } from '../../manifest/manifest-set';
import type { RouteUse } from './http-route-translation';
import { destinationOf } from './http-route-translation';
import type { Fields } from './http-rule';
import { UnreadableRule } from './unreadable-rule';

/** What Istio makes of a TCPRoute: `tcp` rules of a VirtualService. Undefined where a rule holds what it does not take. */
export function translatedTcpRoute(set: ManifestSet, route: Route, { port }: Pick<ParentRef, 'port'>, use: RouteUse): readonly Fields[] | undefined {
  return readable(() => route.rules.map(rule => ({ ...(port !== undefined && { match: [{ port }] }), route: destinations(set, route, rule.index, use) })));
}

/**
 * The same of a TLSRoute: `tls` rules. Without hostnames it is for the names of its parent, and in the mesh it is for no others if it has several;
 * a rule without a backend that has a weight asks for none.
 */
export function translatedTlsRoute(set: ManifestSet, route: Route, { port }: Pick<ParentRef, 'port'>, parentHosts: readonly string[], use: RouteUse): readonly Fields[] | undefined {
  const named = use === 'mesh' && route.hostnames.length > 1 ? route.hostnames.filter(hostname => parentHosts.some(parent => hostsMeet(parent, hostname))) : route.hostnames;
  const sniHosts = route.hostnames.length > 0 ? named : parentHosts;
  return readable(() => route.rules.map(rule => ({
    ...(rule.backends.some(({ weight }) => weight > 0) && { match: [{ sniHosts, ...(port !== undefined && { port }) }] }), route: destinations(set, route, rule.index, use),
  })));
}

/** Without a backend that has a weight, connections are refused. */
function destinations(set: ManifestSet, route: Route, index: number, use: RouteUse): Fields[] {
  const backends = route.rules[index]!.backends.filter(({ weight }) => weight > 0);
  return backends.length === 0 ? [{ destination: {} }] : backends.map(ref => ({ destination: destinationOf(set, route, ref, use), weight: ref.weight }));
}

function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnreadableRule) return undefined;
    throw error;
  }
}
