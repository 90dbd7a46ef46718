import type { Canary } from './canaries';
import { canaries } from './canaries';
import type { Json } from './manifest-object';
import { record, text, texts } from './manifest-object';
import type { ManifestSet } from './manifest-set';
import type { KubeServicePort, Service } from './services';
import type { Workload } from './workloads';

/**
 * The Services that Flagger makes of a Canary: the apex and "-primary" in front of the pods that it copies, "-canary" in front of the target's.
 * The apex may also be a Service that the manifests declare, which Flagger takes over: its selector then leads to the copy.
 */
export function flaggerServices(set: ManifestSet, declared: readonly Service[]): Service[] {
  const known = new Set(declared.map(({ host }) => host));
  return canaries(set).flatMap(canary => servicesOfCanary(set, canary)).filter(({ host }) => !known.has(host));
}

function servicesOfCanary(set: ManifestSet, { object: canary, namespace, serviceName: name, service, target, primary }: Canary): Service[] {
  const make = (suffix: string, role: string, pods: Workload | undefined): Service => {
    const metadata = record(service[role]);
    return {
      object: canary, madeBy: canary, namespace, name: `${name}${suffix}`,
      host: `${name}${suffix}.${namespace}.svc.${set.settings.clusterDomain}`,
      labels: texts(metadata['labels']), annotations: texts(metadata['annotations']),
      selector: {}, ports: portOf(service), headless: service['headless'] === true, externalName: undefined,
      workloads: pods ? [pods] : [],
    };
  };
  return [make('', 'apex', primary), make('-primary', 'primary', primary), make('-canary', 'canary', primary && target)];
}

function portOf(service: Record<string, Json>): KubeServicePort[] {
  const { port, targetPort, portName, appProtocol } = service;
  return typeof port !== 'number' ? [] : [{
    name: text(portName) ?? 'http', port, targetPort: typeof targetPort === 'number' ? targetPort : text(targetPort) ?? port,
    appProtocol: text(appProtocol), protocol: 'TCP', path: ['spec', 'service', 'port'],
  }];
}
