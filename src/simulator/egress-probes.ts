import { isTls } from '../manifest/istio/protocols';
import { serviceEntries } from '../manifest/istio/service-entries';
import { httpRoutes, virtualServices } from '../manifest/istio/virtual-services';
import { routes } from '../manifest/gateway-api/routes';
import type { ManifestSet } from '../manifest/manifest-set';
import { view } from '../manifest/manifest-set';
import { meshSetting } from '../manifest/mesh-config';
import { isolates } from '../manifest/network-policies';
import { serviceByHost } from '../manifest/services';
import type { Scheme } from './call';
import type { Condition } from './condition';
import { distinct } from './condition';
import { routeConditions } from './conditions';
import { examplesOf } from './pattern-example';
import type { Probe } from './probes';
import { probesAt } from './probes';
import { knownIssuers } from './token-example';
import { virtualServiceConditions } from './virtual-service-conditions';

/** A place outside the cluster that something in the manifests is about; or, as "*", one that nothing knows. */
export interface EgressPlace {
  readonly name: string;
  readonly port: number;
  readonly probes: readonly Probe[];
}

interface Known {
  /** As it is written: it may begin with "*". */
  readonly host: string;
  readonly port: number;
  readonly scheme: Scheme;
  readonly conditions: readonly Condition[];
}

const UNKNOWN: readonly Known[] = [{ host: '*', port: 80, scheme: 'http', conditions: [] }, { host: '*', port: 443, scheme: 'tls', conditions: [] }];

/** Every place that objects of the sets name, and one that none does, if any has a say about what leaves the cluster. */
export function egressPlaces(sets: readonly ManifestSet[]): readonly EgressPlace[] {
  const known = [...sets.flatMap(knownPlaces), ...sets.some(decidesEgress) ? UNKNOWN : []];
  const byPlace = new Map<string, Known>();
  for (const one of known) {
    const key = `${one.scheme} ${one.host}:${one.port}`;
    byPlace.set(key, { ...one, conditions: distinct([...byPlace.get(key)?.conditions ?? [], ...one.conditions]) });
  }
  const issuers = sets.flatMap(knownIssuers);
  return [...byPlace.values()].map(({ host, port, scheme, conditions }) => {
    const address = host === '*' ? 'any.example' : examplesOf(host).inside ?? host;
    return { name: host, port, probes: probesAt({ scheme, at: `${address}:${port}`, names: [], issuers }, conditions, true) };
  });
}

const knownPlaces = view((set): readonly Known[] => [
  ...serviceEntries(set).flatMap(({ hosts, ports }) => hosts.filter(({ host }) => !serviceByHost(set, host)).flatMap(({ host }) => ports.map(({ number, protocol }): Known => ({
    host, port: number, conditions: [], scheme: isTls(protocol) ? 'tls' : protocol === 'grpc' ? 'grpc' : protocol.startsWith('http') ? 'http' : 'tcp',
  })))),
  ...virtualServices(set).flatMap(one => one.hosts.filter(({ host }) => host.includes('.') && host !== '*' && !isInCluster(set, host)).map(({ host }): Known => ({
    host, port: 80, scheme: 'http', conditions: httpRoutes(set, one).flatMap(({ route }) => virtualServiceConditions(route)),
  }))),
  ...routes(set).filter(({ parents }) => parents.some(({ kind }) => kind === 'EgressNetwork')).flatMap((route): Known[] => {
    const [port, scheme] = route.kind === 'HTTPRoute' || route.kind === 'GRPCRoute' ? [80, 'http'] as const : [443, 'tls'] as const;
    return (route.hostnames.length === 0 ? ['*'] : route.hostnames).map(host => ({ host, port, scheme, conditions: scheme === 'http' ? routeConditions({ ...route, hostnames: [] }) : [] }));
  }),
]);

function isInCluster(set: ManifestSet, host: string): boolean {
  return host.endsWith(`.svc.${set.settings.clusterDomain}`) || serviceByHost(set, `${host.replace(/\.svc$/, '')}.svc.${set.settings.clusterDomain}`) !== undefined;
}

/** Whether something says what becomes of calls to places that nothing knows. */
const decidesEgress = view((set): boolean => set.all('networking.istio.io', 'Sidecar').length > 0 || serviceEntries(set).length > 0
  || set.all('policy.linkerd.io', 'EgressNetwork').length > 0 || meshSetting(set, 'outboundTrafficPolicy') !== undefined
  || set.all('networking.k8s.io', 'NetworkPolicy').some(policy => isolates(policy, 'egress')));
