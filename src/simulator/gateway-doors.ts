import { attachedTo } from '../manifest/gateway-api/attachments';
import { gateways, isWaypointClass, listenerSetsOf } from '../manifest/gateway-api/gateways';
import { boundVirtualServices, istioGateways, servedHosts } from '../manifest/istio/gateways';
import { isHttp, isTls } from '../manifest/istio/protocols';
import { httpRoutes } from '../manifest/istio/virtual-services';
import { text } from '../manifest/manifest-object';
import type { ManifestSet } from '../manifest/manifest-set';
import { view } from '../manifest/manifest-set';
import type { Service } from '../manifest/services';
import { OUTSIDE } from './callers';
import type { Condition } from './condition';
import { distinct } from './condition';
import { policyConditionsIn, routeConditions } from './conditions';
import type { KnownIssuer } from './token-example';
import { knownIssuers } from './token-example';
import { virtualServiceConditions } from './virtual-service-conditions';
import { placeOfPods } from './istio/gateway-place';
import { examplesOf } from './pattern-example';

/** A way in from outside: a host at a port of a Gateway. */
export interface GatewayDoor {
  readonly gateway: { readonly namespace: string; readonly name: string };
  readonly scheme: 'http' | 'https' | 'tls' | 'tcp';
  /** As it is written there; "*" for any. */
  readonly pattern: string;
  /** One of the hosts that this is for. */
  readonly host: string;
  readonly port: number;
  /** What rules behind it ask of requests. */
  readonly conditions: readonly Condition[];
  readonly issuers: readonly KnownIssuer[];
}

/** Every host that some route or Gateway names, at each port that serves it. */
export const gatewayDoors = view((set): readonly GatewayDoor[] => joined([
  ...istioGateways(set).flatMap(gateway => gateway.servers.flatMap(({ port, ...server }) => {
    if (port === undefined) return [];
    const mode = text(server.tls?.['mode']);
    const scheme = isHttp(server.protocol) ? 'http' : !isTls(server.protocol) && server.tls === undefined ? 'tcp' : mode === 'PASSTHROUGH' || server.protocol === 'tls' ? 'tls' : 'https';
    const policies = policyConditionsIn(set, gateway.namespace);
    const door = (host: string, conditions: readonly Condition[]): GatewayDoor => ({ gateway: { namespace: gateway.namespace, name: gateway.object.name }, scheme, ...hostOf(host), port, conditions: distinct([...conditions, ...policies]), issuers: knownIssuers(set) });
    const routed = boundVirtualServices(set, gateway).flatMap(one => servedHosts({ port, ...server }, one).map(({ host }) => door(host, httpRoutes(set, one).flatMap(({ route }) => virtualServiceConditions(route)))));
    return [...server.hosts.map(({ host }) => door(host, [])), ...routed];
  })),
  ...gateways(set).filter(({ className }) => !isWaypointClass(className)).flatMap(gateway => [gateway, ...listenerSetsOf(set, gateway)].flatMap(owner => [
    ...owner.listeners.map(listener => ({ listener, hostnames: [listener.hostname ?? ''], conditions: [] as Condition[] })),
    ...attachedTo(set, owner).flatMap(({ route, accepted }) => accepted.map(one => ({ ...one, conditions: routeConditions(route).map(condition => ({ ...condition, hosts: [] })) }))),
  ].flatMap(({ listener, hostnames, conditions }): GatewayDoor[] => {
    const scheme = SCHEMES[listener.protocol];
    if (listener.port === undefined || !scheme) return [];
    const { port, tlsMode } = listener;
    const all = distinct([...conditions, ...policyConditionsIn(set, gateway.namespace)]);
    return hostnames.map(host => ({ gateway: { namespace: gateway.namespace, name: gateway.name }, scheme: scheme === 'https' && tlsMode === 'Passthrough' ? 'tls' : scheme, ...hostOf(host), port, conditions: all, issuers: knownIssuers(set) }));
  }))),
]));

const SCHEMES: Readonly<Record<string, GatewayDoor['scheme']>> = { HTTP: 'http', HTTPS: 'https', TLS: 'tls', TCP: 'tcp' };

function hostOf(pattern: string): Pick<GatewayDoor, 'pattern' | 'host'> {
  return pattern === '' || pattern === '*' ? { pattern: '*', host: 'any.example' } : { pattern, host: examplesOf(pattern).inside ?? pattern };
}

/** Those of the gateway whose pods stand behind a Service, at one of its ports. */
export function doorsBehind(set: ManifestSet, { workloads }: Service, port: number): readonly GatewayDoor[] {
  const places = workloads.flatMap(workload => placeOfPods(set, workload) ?? []);
  if (places.length === 0) return [];
  const names = new Set(places.flatMap(({ gateways: own, apiGateways }) => [...own.map(({ key }) => key), ...apiGateways.map(({ namespace, name }) => `${namespace}/${name}`)]));
  return gatewayDoors(set).filter(door => door.port === port && names.has(`${door.gateway.namespace}/${door.gateway.name}`));
}

/** How reports name who comes in there. */
export function doorCaller({ gateway: { namespace, name } }: GatewayDoor): string {
  return `${OUTSIDE} through ${namespace}/${name}`;
}

export function doorKey({ gateway: { namespace, name }, scheme, host, port }: GatewayDoor): string {
  return `${namespace}/${name} ${scheme}://${host}:${port}`;
}

/** Several ways to one host are one, with what all of them ask. */
export function joined(doors: readonly GatewayDoor[]): GatewayDoor[] {
  const byKey = new Map<string, GatewayDoor>();
  for (const door of doors) {
    const known = byKey.get(doorKey(door));
    byKey.set(doorKey(door), { ...door, conditions: distinct([...known?.conditions ?? [], ...door.conditions]), issuers: [...new Set([...known?.issuers ?? [], ...door.issuers])] });
  }
  return [...byKey.values()];
}
