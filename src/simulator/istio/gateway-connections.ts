import { list, records } from '../../manifest/manifest-object';
import type { RouteOutcome } from '../outcome';
import { isForProxy, routed } from './layer4';
import type { Fields, RouteProxy } from './http-rule';
import type { RoutingHop } from './http-routing';
import type { RouteSource } from './route-sources';

/** A rule for connections, and the match of it by which they go. */
export interface ConnectionRoute {
  readonly source: RouteSource;
  readonly kind: 'tcp' | 'tls';
  readonly fields: Fields;
  readonly rule: number;
  readonly match: number | null;
}

export function routedConnection(hop: RoutingHop, { source, kind, rule, match, fields }: ConnectionRoute): RouteOutcome {
  return routed(hop, source, kind, rule, match, fields);
}

/** Where connections go that a server takes, whatever they ask for: by the first `tcp` rule, or TLSRoute, for it. Undefined: nowhere, and then it takes none. */
export function connectionRoute(proxy: RouteProxy, sources: readonly RouteSource[]): ConnectionRoute | undefined {
  for (const source of sources) {
    for (const kind of source.object.kind === 'TLSRoute' ? ['tcp', 'tls'] as const : ['tcp'] as const) {
      for (const [fields, rule] of records(source.spec[kind])) {
        const matches = records(fields['match']);
        const match = matches.find(([one]) => isForProxy(one, source, proxy))?.[1];
        // A TLSRoute without a backend that has a weight matches nothing.
        const all = kind === 'tcp' && matches.length === 0;
        if (records(fields['route']).length > 0 && (all || match !== undefined)) return { source, kind, fields, rule, match: match ?? null };
      }
    }
  }
  return undefined;
}

/** The ways of TLS that passes through, by `tls` rules. A match that names what an earlier one of the port has is left out. */
export function passthroughRoutes(proxy: RouteProxy, sources: readonly RouteSource[], taken: Set<string>): { readonly sni: string | undefined; readonly route: ConnectionRoute }[] {
  return sources.flatMap(source => records(source.spec['tls']).flatMap(([fields, rule]) => (records(fields['route']).length === 0 ? [] : records(fields['match']).flatMap(([one, match]) => {
    if (!isForProxy(one, source, proxy)) return [];
    const names = list(one['sniHosts']).flatMap(name => (typeof name === 'string' ? [name.toLowerCase()] : []));
    if (names.some(name => taken.has(name))) return [];
    for (const name of names) taken.add(name);
    return namesOrAll(names).map(sni => ({ sni, route: { source, kind: 'tls' as const, fields, rule, match } }));
  }))));
}

/** Server names of a chain; one that is for all beside them makes it be for all. */
export function namesOrAll(names: readonly string[]): readonly (string | undefined)[] {
  return names.includes('*') || names.length === 0 ? [undefined] : [...new Set(names)];
}
