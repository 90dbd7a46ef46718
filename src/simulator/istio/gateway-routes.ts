import { attachedTo } from '../../manifest/gateway-api/attachments';
import type { Route } from '../../manifest/gateway-api/routes';
import { byAge, isAgeKnown } from '../../manifest/istio/age';
import type { Visibility } from '../../manifest/istio/export';
import { isVisibleIn } from '../../manifest/istio/export';
import { hostsMeet, isUnder, isWildcard } from '../../manifest/istio/hosts';
import { virtualServicesAt } from '../../manifest/istio/virtual-services';
import type { ManifestSet } from '../../manifest/manifest-set';
import type { OwnedListener } from './gateway-listeners';
import type { Served } from './gateway-servers';
import { bySpecificity, translatedRoute } from './http-route-translation';
import { virtualServiceRules } from './http-rule';
import type { Fields } from './http-rule';
import { translatedTcpRoute, translatedTlsRoute } from './layer4-route-translation';
import { compareAge } from './route-sources';
import type { RouteSource } from './route-sources';

/** A VirtualService of a server, or what Istio makes one of for a listener, with the hosts that both have in common. */
export interface ServedSource {
  readonly source: RouteSource;
  readonly hosts: readonly string[];
}

const EVERYWHERE: Visibility = { everywhere: true, namespaces: new Set(), said: [] };

/** In the order in which their routes are joined: what is private to the gateway's namespace first, then what is exported to it by name, the oldest first. */
export function servedSources(set: ManifestSet, served: Served, namespace: string): readonly ServedSource[] {
  return served.key === undefined ? listenerSources(set, served, namespace) : virtualServiceSources(set, served, served.key, namespace);
}

function virtualServiceSources(set: ManifestSet, { hosts }: Served, key: string, namespace: string): ServedSource[] {
  const rank = ({ visibility: { everywhere }, namespace: own }: RouteSource) => (everywhere ? 2 : own === namespace ? 0 : 1);
  return virtualServicesAt(set, key).filter(one => isVisibleIn(one.visibility, namespace)).flatMap((one): ServedSource[] => {
    const common = one.hosts.flatMap(({ host }) => hosts.flatMap(server => (
      (server.namespace === '*' || server.namespace === one.namespace) && hostsMeet(server.host, host) ? [isUnder(host, server.host) ? host : server.host] : [])));
    if (common.length === 0) return [];
    const source: RouteSource = {
      semantics: 'virtual-service', namespace: one.namespace, hosts: one.hosts.map(({ host }) => host), visibility: one.visibility, object: one.object, name: one.object.name,
      rules: virtualServiceRules(set, one), spec: one.object.spec as Fields,
    };
    return [{ source, hosts: [...new Set(common)] }];
  }).sort((a, b) => rank(a.source) - rank(b.source));
}

/** Routes that a listener takes, those of one hostname as one, by how specific they are; those that stand with the gateway first. */
function listenerSources(set: ManifestSet, { listener: place, hosts: [own] }: Served, namespace: string): ServedSource[] {
  const elsewhere = ({ source }: ServedSource) => Number(source.namespace !== namespace);
  if (!place) return [];
  const taken = attachedTo(set, place.owner).filter(({ accepted }) => accepted.some(({ listener }) => listener === place.listener)).map(({ route }) => route);
  const routes = [...new Set(taken)].sort((a, b) => (isAgeKnown(a.object, b.object) ? byAge(a.object, b.object) : `${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1));
  const byHost = new Map<string, Route[]>();
  for (const route of routes) for (const hostname of route.hostnames.length > 0 ? route.hostnames : ['*']) byHost.set(hostname, [...byHost.get(hostname) ?? [], route]);
  return [...byHost].flatMap(([hostname, group]): ServedSource[] => {
    if (!hostsMeet(own!.host, hostname)) return [];
    const others = group.filter(({ kind }) => kind === 'TLSRoute' || kind === 'TCPRoute');
    // One that holds what Istio does not take is not there at all.
    const http = group.filter(({ kind }) => (kind === 'HTTPRoute' || kind === 'GRPCRoute') && isOwnHostname(place, hostname)).flatMap(route => {
      const rules = translatedRoute(set, route, 'gateway') ?? [];
      return rules.length > 0 ? [{ route, rules }] : [];
    });
    const hosts = [isUnder(hostname, own!.host) ? hostname : own!.host];
    const common = { semantics: 'gateway-api', hosts, visibility: EVERYWHERE } as const;
    const joined = http.length === 0 ? [] : [{
      ...common, namespace: http[0]!.route.namespace, object: http[0]!.route.object, name: hostname, spec: {}, rules: bySpecificity(http.flatMap(({ rules }) => bySpecificity(rules))),
    }];
    const single = others.map((route): RouteSource => ({ ...common, namespace: route.namespace, object: route.object, name: `${route.name}~${route.kind}`, rules: [], spec: connectionFields(set, route, own!.host) }));
    return [...joined, ...single].map((source): ServedSource => ({ source, hosts }));
  }).sort((a, b) => elsewhere(a) - elsewhere(b) || compareAge(a.source, b.source));
}

/** Whether a listener is the one for a hostname of a route: no other of its Gateway, on the same port, says it more closely. */
function isOwnHostname({ owner, listener }: OwnedListener, hostname: string): boolean {
  const own = listener.hostname ?? '';
  if (own !== '' && !isWildcard(own)) return true;
  if (own !== '' && !hostsMeet(hostname, own)) return false;
  return !owner.listeners.some(other => other !== listener && other.port === listener.port && other.protocol === listener.protocol
    && other.hostname !== undefined && other.hostname !== own && own.length <= other.hostname.length && isUnder(hostname, other.hostname));
}

/** A TLSRoute or TCPRoute in the form of a VirtualService's `tls` or `tcp`. */
function connectionFields(set: ManifestSet, route: Route, own: string): Fields {
  const anyPort = { port: undefined };
  if (route.kind === 'TCPRoute') return { tcp: translatedTcpRoute(set, route, anyPort, 'gateway') };
  const common = (route.hostnames.length > 0 ? route.hostnames : ['*']).filter(hostname => hostsMeet(hostname, own)).map(hostname => (isUnder(hostname, own) ? hostname : own));
  return { tls: translatedTlsRoute(set, { ...route, hostnames: common }, anyPort, [], 'gateway') };
}
