import type {
  VirtualServiceSpec, VirtualServiceSpecHttp, VirtualServiceSpecHttpRoute, VirtualServiceSpecHttpRouteDestination, VirtualServiceSpecTcp,
} from '../../../../imports/networking-istio-io';
import { toJson_VirtualServiceSpec } from '../../../../imports/networking-istio-io';
import { singleUnit } from '../../../model/duration';
import type { ServiceModel, ServicePortModel, VersionModel } from '../../../model/model';
import { host } from '../../../model/model';
import { objectName } from '../../../model/names';
import { Protocol, speaksHttp } from '../../../model/protocol';
import type { Resource } from '../../../model/resource';
import { resource } from '../../../model/resource';
import type { RouteRule, RouteSet, RouteTarget } from '../../../model/routes';
import { routeSets } from '../../../model/routes';
import { httpMatches } from './http-match';
import { httpRetries } from './http-retries';

/**
 * All routes of a service in one VirtualService, named like it: of two for one host, Istio takes the oldest and drops the other. Undefined if
 * there is nothing to route. The first rule that matches wins, so they stand in order of precedence.
 */
export function virtualService(service: ServiceModel): Resource | undefined {
  const sets = routeSets(service);
  const http = sets.filter(set => speaksHttp(set.port.protocol)).flatMap(set => set.rules.map(rule => httpRule(service, set, rule)));
  const tcp = sets.filter(set => set.port.protocol === Protocol.TCP).flatMap(set => set.rules.flatMap(rule => tcpRule(service, set, rule)));
  if (http.length === 0 && tcp.length === 0) return undefined;
  const spec: VirtualServiceSpec = { hosts: [host(service)], ...(http.length > 0 && { http }), ...(tcp.length > 0 && { tcp }) };
  return resource('networking.istio.io/v1', 'VirtualService', { name: service.name, namespace: service.namespace.name }, {
    spec: toJson_VirtualServiceSpec(spec),
  });
}

function httpRule(service: ServiceModel, { port }: RouteSet, rule: RouteRule): VirtualServiceSpecHttp {
  return {
    name: service.ports.length > 1 ? objectName([port.name, rule.name]) : rule.name,
    match: httpMatches(rule.matches, port.port),
    route: destinations(service, port, rule.target),
    ...(rule.timeoutMs !== undefined && { timeout: singleUnit(rule.timeoutMs) }),
    ...(rule.retries && { retries: httpRetries(rule.retries) }),
  };
}

/** Connections can be split, and nothing else. */
function tcpRule(service: ServiceModel, { port }: RouteSet, rule: RouteRule): VirtualServiceSpecTcp[] {
  if (rule.target.kind === 'service') return [];
  return [{ match: [{ port: port.port }], route: destinations(service, port, rule.target) }];
}

/**
 * A version of weight 0 stays in the list, so that only numbers change during a release. The port is always written: without it a sidecar takes
 * the port that the caller asked for, even if the destination has no such port.
 */
function destinations(service: ServiceModel, port: ServicePortModel, target: RouteTarget): VirtualServiceSpecHttpRoute[] {
  switch (target.kind) {
    case 'service': return [{ destination: destination(host(service), port) }];
    case 'version': return [{ destination: versionDestination(service, port, target.version) }];
    case 'split': {
      const shares = [...target.shares].sort((a, b) => (a.version.name < b.version.name ? -1 : 1));
      const single = shares.length === 1;
      return shares.map(({ version, weight }) => ({ destination: versionDestination(service, port, version), ...(!single && { weight }) }));
    }
  }
}

/** A version by label is a subset, which the DestinationRule of the service defines. */
function versionDestination(service: ServiceModel, port: ServicePortModel, version: VersionModel): VirtualServiceSpecHttpRouteDestination {
  return version.kind === 'service' ? destination(host(version.service), port) : destination(host(service), port, version.name);
}

function destination(to: string, { port }: ServicePortModel, subset?: string): VirtualServiceSpecHttpRouteDestination {
  return { host: to, ...(subset !== undefined && { subset }), port: { number: port } };
}
