import { toJson_ServerSpec } from '../../../imports/policy-linkerd-io';
import type { WorkloadModel } from '../../model/model';
import { contentHash, objectName } from '../../model/names';
import { resource, type Resource } from '../../model/resource';
import { plainJson } from '../shared/plain-json';
import { inboundAuthorizations } from './inbound-authorizations';
import { callersBeyond, type InboundCaller } from './inbound-callers';
import { inboundPorts, PROBES, type InboundPort } from './inbound-ports';
import { inboundRoutes } from './inbound-routes';
import type { Cell } from './request-cells';

export function serverName(workload: WorkloadModel, port: number): string {
  return objectName([workload.name, String(port)]);
}

/** Servers, routes and authorisations: who may send what to the pods. */
export function inboundPolicies(workload: WorkloadModel, probeNetworks: readonly string[]): Resource[] {
  if (!workload.enrolled) return [];
  return inboundPorts(workload).flatMap(port => [...server(workload, port, probeNetworks), ...routes(workload, port, probeNetworks)]);
}

/** Ports are numbers: one with a name that no container has would fall to what the cluster was installed with. */
function server(workload: WorkloadModel, inbound: InboundPort, probeNetworks: readonly string[]): Resource[] {
  const { port, proxyProtocol, accessPolicy, callers, strict } = inbound;
  const metadata = { name: serverName(workload, port), namespace: workload.namespace.name };
  const spec = toJson_ServerSpec({ podSelector: { matchLabels: { ...workload.policyLabels } }, port, proxyProtocol, accessPolicy });
  const target = { group: 'policy.linkerd.io', kind: 'Server', names: [metadata.name] };
  return [
    resource('policy.linkerd.io/v1beta3', 'Server', metadata, plainJson({ spec })),
    ...inboundAuthorizations(target, metadata.name, metadata.namespace, callers, strict, probeNetworks),
  ];
}

/** Cells that the same rules are about share their routes. Whom the Server lets in is let in on every route without being named again. */
function routes(workload: WorkloadModel, inbound: InboundPort, probeNetworks: readonly string[]): Resource[] {
  const { cells, callers, strict, routeKind } = inbound;
  const { name: namespace } = workload.namespace;
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) groups.set(JSON.stringify(cell.rules), [...(groups.get(JSON.stringify(cell.rules)) ?? []), cell]);
  return [...groups.values()].flatMap(group => {
    const name = objectName([`${serverName(workload, inbound.port)}.${routeSuffix(group[0]!.rules)}`]);
    const objects = inboundRoutes(serverName(workload, inbound.port), namespace, routeKind, name, group);
    const target = { group: 'gateway.networking.k8s.io', kind: routeKind, names: objects.map(o => o.metadata.name) };
    return [...objects, ...inboundAuthorizations(target, name, namespace, beyond(inbound, group[0]!.callers, callers), strict, probeNetworks)];
  });
}

/** A name that stays the same whoever the callers are. A dot stands in no name of a Service or port, so these meet no route of a Service. */
function routeSuffix(rules: readonly string[]): string {
  if (rules.length === 0) return 'rest';
  return rules.length === 1 && rules[0] === PROBES ? 'probes' : `in-${contentHash(rules)}`;
}

/** The Server's access policy counts as callers too. */
function beyond({ accessPolicy, strict }: InboundPort, wanted: readonly InboundCaller[], known: readonly InboundCaller[]): InboundCaller[] {
  const open: InboundCaller[] = accessPolicy === 'all-unauthenticated' ? [{ kind: 'anyone' }] : accessPolicy === 'all-authenticated' ? [{ kind: 'any-identity' }] : [];
  return callersBeyond(wanted, [...known, ...open], strict);
}
