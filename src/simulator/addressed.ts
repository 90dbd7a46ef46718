import type { KnownHost } from '../manifest/istio/host-registry';
import { resolveHost } from '../manifest/istio/host-registry';
import { records, text, texts } from '../manifest/manifest-object';
import type { ManifestSet } from '../manifest/manifest-set';
import { matchesLabels } from '../manifest/selectors';
import type { KubeServicePort, Service } from '../manifest/services';
import { findService, serviceByHost, services, targetPortOf } from '../manifest/services';
import type { Call } from './call';
import type { Endpoint } from './outcome';

/** Where a connection goes before any proxy has a say: what the name, or the address, leads to. */
export type Addressed =
  /** A Service's cluster address. `port` is undefined where the Service has no such port. */
  | { readonly kind: 'service'; readonly service: Service; readonly port: KubeServicePort | undefined }
  /** Pods' own addresses: of a headless Service, or because they were asked for. `port` is theirs. */
  | { readonly kind: 'pods'; readonly service: Service; readonly endpoints: readonly Endpoint[]; readonly port: number }
  /** A host that a ServiceEntry declares. */
  | { readonly kind: 'entry'; readonly known: KnownHost; readonly port: number }
  /** Anything else that has a name: outside the cluster, as far as the manifests say. */
  | { readonly kind: 'external'; readonly host: string; readonly port: number }
  /** A name of the cluster's that nothing has. */
  | { readonly kind: 'nowhere'; readonly reason: string };

/** What the call is addressed to: `address` where it says one, else the URL's host. */
export function addressed(set: ManifestSet, call: Call): Addressed {
  if (call.address !== undefined) return byAddress(set, call, call.address);
  const service = serviceOfHost(set, call.host, call.client.namespace);
  if (service) return ofService(set, service, call);
  const known = resolveHost(set, call.host, call.client.namespace ?? set.settings.rootNamespace);
  if (known?.entry) return { kind: 'entry', known, port: call.port };
  if (call.host.endsWith(`.svc.${set.settings.clusterDomain}`) || !call.host.includes('.')) return { kind: 'nowhere', reason: `No Service has the name ${call.host}` };
  return { kind: 'external', host: call.host, port: call.port };
}

/** The Service of a name as the cluster's DNS searches it: the caller's namespace, "name.namespace", the full name with or without the domain. */
export function serviceOfHost(set: ManifestSet, host: string, namespace: string | undefined): Service | undefined {
  const { clusterDomain } = set.settings;
  const labels = host.split('.');
  if (labels.length === 1) return namespace === undefined ? undefined : findService(set, namespace, host);
  if (labels.length === 2) return findService(set, labels[1]!, labels[0]!);
  if (labels.length === 3 && labels[2] === 'svc') return findService(set, labels[1]!, labels[0]!);
  return host.endsWith(`.svc.${clusterDomain}`) ? serviceByHost(set, host) : undefined;
}

/** Pods behind a Service's port, each with the port that a connection arrives at. */
export function endpointsOf(service: Service, port: KubeServicePort): Endpoint[] {
  return service.workloads.map(workload => ({ workload, port: targetPortOf(port, workload) }));
}

/** DNS follows an ExternalName Service to whatever has that name, through others if need be. */
function ofAlias(set: ManifestSet, external: string, call: Call): Addressed {
  const host = external.toLowerCase();
  const target = host.endsWith(`.svc.${set.settings.clusterDomain}`) ? serviceByHost(set, host) : undefined;
  return target && target.externalName === undefined ? ofService(set, target, call) : { kind: 'external', host: external, port: call.port };
}

function ofService(set: ManifestSet, service: Service, call: Call): Addressed {
  if (service.externalName !== undefined) return ofAlias(set, service.externalName, call);
  if (call.directTo) {
    const workloads = service.workloads.filter(workload => matchesLabels(call.directTo!, workload.labels));
    return { kind: 'pods', service, port: call.port, endpoints: workloads.map(workload => ({ workload, port: call.port })) };
  }
  if (service.headless) {
    // DNS gives the pods' addresses; the port is then the pods' own.
    return { kind: 'pods', service, port: call.port, endpoints: service.workloads.map(workload => ({ workload, port: call.port })) };
  }
  return { kind: 'service', service, port: service.ports.find(({ port, protocol }) => port === call.port && protocol === 'TCP') };
}

function byAddress(set: ManifestSet, call: Call, address: string): Addressed {
  const service = services(set).find(({ object }) => text(object.spec['clusterIP']) === address || (object.spec['clusterIPs'] as unknown[] | undefined)?.includes(address));
  if (service) return { kind: 'service', service, port: service.ports.find(({ port, protocol }) => port === call.port && protocol === 'TCP') };
  const pod = set.all('', 'Pod').find(({ body }) => [body['status']?.podIP, ...records(body['status']?.podIPs).map(([{ ip }]) => ip)].includes(address));
  const behind = pod && services(set).find(candidate => candidate.namespace === pod.namespace && Object.keys(candidate.selector).length > 0 && matchesLabels(candidate.selector, texts(pod.labels)));
  if (pod && behind) {
    const workloads = behind.workloads.filter(workload => matchesLabels(workload.labels, pod.labels));
    return { kind: 'pods', service: behind, port: call.port, endpoints: workloads.map(workload => ({ workload, port: call.port })) };
  }
  return { kind: 'external', host: address, port: call.port };
}
