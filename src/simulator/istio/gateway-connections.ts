import { list, records } from '../../manifest/manifest-object';
import type { RouteOutcome } from '../outcome';
import type { TlsChain } from './layer4';
import { isForProxy, routed } from './layer4';
import type { RoutingHop } from './http-routing';
import type { RouteSource } from './route-sources';

/** Where connections go that a server takes, whatever they ask for: by the first `tcp` rule, or TLSRoute, for it. Undefined: nowhere, and then it takes none. */
export function connectionRoute(hop: RoutingHop, sources: readonly RouteSource[]): (() => RouteOutcome) | undefined {
  for (const source of sources) {
    for (const kind of source.object.kind === 'TLSRoute' ? ['tcp', 'tls'] as const : ['tcp'] as const) {
      for (const [rule, index] of records(source.spec[kind])) {
        const matches = records(rule['match']);
        const place = matches.find(([match]) => isForProxy(match, source, hop.proxy))?.[1];
        if (records(rule['route']).length > 0 && (matches.length === 0 || place !== undefined)) return () => routed(hop, source, kind, index, place ?? null, rule);
      }
    }
  }
  return undefined;
}

/** The ways of TLS that passes through, by `tls` rules. A match that names what an earlier one of the port has is left out. */
export function passthroughChains(hop: RoutingHop, sources: readonly RouteSource[], taken: Set<string>): TlsChain[] {
  return sources.flatMap(source => records(source.spec['tls']).flatMap(([rule, index]) => (records(rule['route']).length === 0 ? [] : records(rule['match']).flatMap(([match, place]): TlsChain[] => {
    if (!isForProxy(match, source, hop.proxy)) return [];
    const names = list(match['sniHosts']).flatMap(name => (typeof name === 'string' ? [name.toLowerCase()] : []));
    if (names.some(name => taken.has(name))) return [];
    for (const name of names) taken.add(name);
    return namesOrAll(names).map(sni => ({ sni, outcome: () => routed(hop, source, 'tls', index, place, rule) }));
  }))));
}

/** Server names of a chain; one that is for all beside them makes it be for all. */
export function namesOrAll(names: readonly string[]): readonly (string | undefined)[] {
  return names.includes('*') || names.length === 0 ? [undefined] : [...new Set(names)];
}
