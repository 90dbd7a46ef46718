import type { KnownHost } from '../../manifest/istio/host-registry';
import { gatewayKey, MESH } from '../../manifest/istio/virtual-services';
import { list, records, text, texts } from '../../manifest/manifest-object';
import type { RouteOutcome } from '../outcome';
import type { Fields } from './http-rule';
import type { RoutingHop } from './http-routing';
import { routed, toHost } from './layer4';
import type { RouteSource } from './route-sources';

/**
 * Connections at a waypoint: the first `tls` rule that is for it, of all sources, else the first `tcp` rule. It looks neither at the server
 * name nor at the address that a connection asks for, and knows nothing of its source.
 */
export function waypointConnection(hop: RoutingHop, sources: readonly RouteSource[], known: KnownHost): RouteOutcome {
  const ofHost = ({ sniHosts }: Fields) => list(sniHosts).length === 1 && text(list(sniHosts)[0])?.toLowerCase() === known.host;
  return firstRule(hop, sources, 'tls', ofHost) ?? firstRule(hop, sources, 'tcp', () => true) ?? toHost(hop, known);
}

function firstRule(hop: RoutingHop, sources: readonly RouteSource[], kind: 'tls' | 'tcp', accept: (match: Fields) => boolean): RouteOutcome | undefined {
  for (const source of sources) {
    for (const [rule, index] of records(source.spec[kind])) {
      if (records(rule['route']).length === 0) continue;
      const matches = records(rule['match']);
      if (matches.length === 0) return routed(hop, source, kind, index, null, rule);
      for (const [match, place] of matches) {
        if (accept(match) && isForWaypoint(hop, source, match)) return routed(hop, source, kind, index, place, rule);
        hop.trace.add(hop.at, source.object, () => `${kind} rule ${index} match ${place} is not for a waypoint on port ${hop.proxy.port}`);
      }
    }
  }
  return undefined;
}

function isForWaypoint({ proxy }: RoutingHop, { namespace }: RouteSource, { port, gateways, sourceLabels, sourceNamespace }: Fields): boolean {
  const named = list(gateways).flatMap(name => text(name) ?? []);
  return (named.length === 0 || named.some(name => gatewayKey(name, namespace) === MESH)) && (typeof port !== 'number' || port === 0 || port === proxy.port)
    && Object.keys(texts(sourceLabels)).length === 0 && !text(sourceNamespace);
}
