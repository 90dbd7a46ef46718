import type { PathStep } from './field-path';
import { flaggerServices } from './flagger-services';
import type { Json, ManifestObject } from './manifest-object';
import { records, text, texts } from './manifest-object';
import type { ManifestSet } from './manifest-set';
import { view } from './manifest-set';
import type { Labels } from './selectors';
import type { Workload } from './workloads';
import { selectedWorkloads } from './workloads';

/** A Kubernetes Service. */
export interface Service {
  readonly object: ManifestObject;
  /** The Canary, where Flagger makes this Service: it stands in no manifest, and `object` is the Canary too. */
  readonly madeBy?: ManifestObject;
  readonly namespace: string;
  readonly name: string;
  /** "cart.shop.svc.cluster.local". */
  readonly host: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly selector: Labels;
  readonly ports: readonly KubeServicePort[];
  readonly headless: boolean;
  readonly externalName: string | undefined;
  /** Pods that it sends to, as far as the manifests hold them. */
  readonly workloads: readonly Workload[];
}

export interface KubeServicePort {
  readonly name: string | undefined;
  readonly port: number;
  /** A number, or the name of a container port; `port` where the Service says none. */
  readonly targetPort: number | string;
  readonly appProtocol: string | undefined;
  /** TCP, UDP or SCTP. */
  readonly protocol: string;
  readonly path: readonly PathStep[];
}

export const services = view((set): readonly Service[] => {
  const declared = set.all('', 'Service').filter(object => set.find('', 'Service', object.namespace, object.name) === object).map(object => serviceOf(object, set));
  return [...declared, ...flaggerServices(set, declared)];
});

const byHost = view(set => new Map(services(set).map(service => [service.host, service] as const)));
const byName = view(set => {
  const namespaces = new Map<string, Map<string, Service>>();
  for (const service of services(set)) {
    let known = namespaces.get(service.namespace);
    if (!known) namespaces.set(service.namespace, known = new Map());
    known.set(service.name, service);
  }
  return namespaces;
});
const bySelected = view(set => {
  const map = new Map<string, Service[]>();
  for (const service of services(set)) for (const { id } of service.workloads) map.set(id, [...map.get(id) ?? [], service]);
  return map;
});

/** By full DNS name. */
export function serviceByHost(set: ManifestSet, host: string): Service | undefined {
  return byHost(set).get(host);
}

export function findService(set: ManifestSet, namespace: string, name: string): Service | undefined {
  return byName(set).get(namespace)?.get(name);
}

/** Services that send to a workload. */
export function servicesOf(set: ManifestSet, workload: Workload): readonly Service[] {
  return bySelected(set).get(workload.id) ?? [];
}

export function serviceHost(set: ManifestSet, namespace: string, name: string): string {
  return `${name}.${namespace}.svc.${set.settings.clusterDomain}`;
}

/** The number of the container port that a Service port reaches at a workload; undefined where no container has that name. */
export function targetPortOf(port: KubeServicePort, workload: Workload): number | undefined {
  if (typeof port.targetPort === 'number') return port.targetPort;
  return workload.ports.find(({ name, protocol }) => name === port.targetPort && protocol === port.protocol)?.number;
}

/** A workload's container port and the Service ports in front of it. */
export function portsInFrontOf(set: ManifestSet, workload: Workload, number: number): (readonly [service: Service, port: KubeServicePort])[] {
  return servicesOf(set, workload).flatMap(service => service.ports.filter(port => targetPortOf(port, workload) === number).map(port => [service, port] as const));
}

function serviceOf(object: ManifestObject, set: ManifestSet): Service {
  const namespace = object.namespace ?? 'default';
  const { type, clusterIP, selector, externalName } = object.spec as Record<string, Json>;
  const labels = texts(selector);
  const external = type === 'ExternalName';
  return {
    object, namespace, name: object.name,
    host: serviceHost(set, namespace, object.name),
    labels: object.labels, annotations: object.annotations,
    selector: labels,
    ports: servicePorts(object.spec['ports']),
    headless: clusterIP === 'None',
    externalName: external ? text(externalName) : undefined,
    workloads: external ? [] : selectedWorkloads(set, namespace, labels),
  };
}

function servicePorts(ports: unknown): KubeServicePort[] {
  return records(ports).flatMap(([{ name, port, targetPort, appProtocol, protocol }, index]): KubeServicePort[] => (typeof port !== 'number' ? [] : [{
    name: text(name), port,
    targetPort: typeof targetPort === 'number' && targetPort !== 0 ? targetPort : text(targetPort) || port,
    appProtocol: text(appProtocol), protocol: text(protocol) ?? 'TCP',
    path: ['spec', 'ports', index],
  }]));
}
