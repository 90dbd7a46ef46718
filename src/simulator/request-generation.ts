import type { ManifestSet } from '../manifest/manifest-set';
import type { KubeServicePort, Service } from '../manifest/services';
import { serviceByHost } from '../manifest/services';
import type { Condition } from './condition';
import { ANY, distinct } from './condition';
import { conditionsOf } from './conditions';
import type { GatewayDoor } from './gateway-doors';
import { doorsBehind } from './gateway-doors';
import { portProtocolOf } from './port-protocol';
import type { Place, Probe } from './probes';
import { probesAt } from './probes';
import { knownIssuers } from './token-example';

/** Requests to a port that, together, meet each rule in front of the service, and one that meets none: the first. */
export function probesOf(set: ManifestSet, service: Service, port: KubeServicePort, withEdges = false): readonly Probe[] {
  return probesOfAll([set], service, port, withEdges);
}

/** The same for rules from several sets, with what is just beside them, in whatever the port speaks in any of the sets. */
export function probesOfBoth(sets: readonly ManifestSet[], service: Service, port: KubeServicePort): readonly Probe[] {
  return probesOfAll(sets, service, port, true);
}

/** Requests from outside to a host of a Gateway. */
export function probesThrough({ gateway, scheme, host, port, conditions, issuers }: GatewayDoor, withEdges = false): readonly Probe[] {
  return probesAt({ scheme, at: `${host}:${port}`, names: [], issuers }, conditions, withEdges).map(probe => ({ ...probe, request: { ...probe.request, through: gateway } }));
}

function probesOfAll(sets: readonly ManifestSet[], service: Service, port: KubeServicePort, withEdges: boolean): readonly Probe[] {
  const schemes = new Set(sets.flatMap(set => inSet(set, service, port).map(own => SCHEMES[own])));
  const conditions = distinct(sets.flatMap(set => conditionsAt(set, service, port)));
  const issuers = sets.flatMap(knownIssuers);
  return [...schemes].flatMap(scheme => {
    const place: Place = { scheme, at: `${service.name}.${service.namespace}:${port.port}`, names: namesOf(service, port.port), issuers };
    return probesAt(place, conditions, withEdges);
  });
}

/** What is asked in front of a port, and, where it is a gateway's, the hosts that it has with what is asked for each. */
function conditionsAt(set: ManifestSet, service: Service, port: KubeServicePort): readonly Condition[] {
  const hosts = doorsBehind(set, service, port.port).flatMap(({ pattern, conditions }) => {
    const own = pattern === '*' ? [] : [pattern];
    return [{ ...ANY, hosts: own }, ...conditions.map(condition => ({ ...condition, hosts: own }))];
  });
  return hosts.length === 0 ? conditionsOf(set, service) : distinct([...conditionsOf(set, service), ...hosts]);
}

/** What the port speaks in a set; nothing where it does not have it. */
function inSet(set: ManifestSet, { host }: Service, { port }: KubeServicePort): (keyof typeof SCHEMES)[] {
  const own = serviceByHost(set, host);
  return own?.ports.filter(one => one.port === port && one.protocol === 'TCP').map(one => portProtocolOf(set, own, one)) ?? [];
}

const SCHEMES = { HTTP: 'http', GRPC: 'grpc', TLS: 'tls', TCP: 'tcp' } as const;

/** As a caller may write it into the Host header, that of the URL first. */
function namesOf({ name, namespace, host }: Service, port: number): string[] {
  return [`${name}.${namespace}`, host, `${name}.${namespace}.svc`, name].map(one => (port === 80 ? one : `${one}:${port}`));
}
