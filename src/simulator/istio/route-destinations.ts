import { fullHost } from '../../manifest/istio/hosts';
import { record, records, text } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { view, viewOf } from '../../manifest/manifest-set';
import type { HttpRule } from './http-rule';
import type { RouteSource } from './route-sources';
import { routeSources } from './route-sources';

/** Something that a rule sends to, or copies to. */
export interface RouteDestination {
  /** In full, in lower case. */
  readonly host: string;
  /** Undefined where none is named. */
  readonly port: number | undefined;
  /** The rule for HTTP that names it; undefined: one for connections. */
  readonly rule: HttpRule | undefined;
}

export const destinationsOf = viewOf((set, { rules, spec, namespace }: RouteSource): readonly RouteDestination[] => {
  const http = rules.flatMap((rule): RouteDestination[] => [
    ...records(rule.fields['route']).map(([route]) => route['destination']), rule.fields['mirror'], ...records(rule.fields['mirrors']).map(([mirror]) => mirror['destination']),
  ].map(destination => destinationOf(set, destination, rule.namespace, rule)));
  const connections = [spec['tcp'], spec['tls']].flatMap(list => records(list)).flatMap(([rule]) => records(rule['route']).map(([route]) => destinationOf(set, route['destination'], namespace, undefined)));
  return [...http, ...connections].filter(({ host }) => host !== '');
});

/** The sources with a destination by its host. */
export const sourcesByDestination = view((set): ReadonlyMap<string, readonly RouteSource[]> => {
  const index = new Map<string, Set<RouteSource>>();
  for (const source of allSources(set)) {
    for (const { host } of destinationsOf(set, source)) {
      const known = index.get(host);
      if (known) known.add(source);
      else index.set(host, new Set([source]));
    }
  }
  return new Map([...index].map(([host, sources]) => [host, [...sources]]));
});

/** Whether a proxy beside callers of a namespace takes a rule for one that leads somewhere: a match for another namespace, and none for its own, turns it down whole, whatever its other matches. */
export function countsFor({ rule }: RouteDestination, namespace: string): boolean {
  const asked = records(rule?.fields['match']).flatMap(([match]) => text(match['sourceNamespace']) || []);
  return asked.length === 0 || asked.includes(namespace);
}

function allSources(set: ManifestSet): Set<RouteSource> {
  const index = routeSources(set);
  return new Set([...index.hosts()].flatMap(host => index.exactly(host)));
}

function destinationOf(set: ManifestSet, destination: unknown, namespace: string, rule: HttpRule | undefined): RouteDestination {
  const { host, port } = record(destination);
  const number: unknown = record(port)['number'];
  return { host: fullHost(text(host) ?? '', namespace, set), port: typeof number === 'number' && number !== 0 ? number : undefined, rule };
}
