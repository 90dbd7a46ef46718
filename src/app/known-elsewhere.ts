import type { ClusterModel, NamespaceModel, ServiceModel, WorkloadModel } from '../model/model';
import type { KubeBody } from '../manifest/manifest-object';
import { ManifestObject } from '../manifest/manifest-object';
import { serviceWaypoint } from '../manifest/istio/waypoints';
import type { ManifestSet } from '../manifest/manifest-set';
import { findService } from '../manifest/services';
import { selectedWorkloads, workloadsIn } from '../manifest/workloads';
import type { StringMap } from '../model/resource';
import type { World } from '../world/world';

const GATEWAY_API = 'gateway.networking.k8s.io';

/**
 * What an App knows of a cluster beyond what it writes: namespaces of which it has a handle, services and waypoints that live elsewhere, pods
 * that it has only the labels of, accounts of pods that others write. Without them, all that points there would look as if it pointed nowhere.
 */
export function knownElsewhere(world: World, cluster: ClusterModel, written: ManifestSet): ManifestObject[] {
  const namespaces = [...world.namespaces.values()].filter(namespace => namespace.cluster.name === cluster.name);
  const fact = (body: KubeBody) => new ManifestObject(body, { elsewhere: true });
  return [
    ...namespaces.filter(({ created, name }) => !created && !written.find('', 'Namespace', null, name)).map(namespace => fact(namespaceFact(namespace))),
    ...namespaces.flatMap(({ services }) => services).filter(({ origin }) => origin === 'external').map(service => fact(serviceFact(service))),
    ...namespaces.flatMap(({ workloads }) => workloads).filter(workload => selectedWorkloads(written, workload.namespace.name, workload.policyLabels).length === 0)
      .flatMap(workload => workloadFacts(workload).map(fact)),
    ...waypointFacts(namespaces, written).map(fact),
    ...namespaces.flatMap(namespace => accountsElsewhere(world, namespace, written).map(name => fact({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: namespace.name } }))),
  ];
}

/** The waypoints that services of the App use and the App does not make. */
function waypointFacts(namespaces: readonly NamespaceModel[], written: ManifestSet): KubeBody[] {
  const used = namespaces.flatMap(({ name: namespace, services }) => services.flatMap(({ name }) => {
    const service = findService(written, namespace, name);
    const waypoint = service && serviceWaypoint(written, service);
    return waypoint && !written.find(GATEWAY_API, 'Gateway', waypoint.namespace, waypoint.name) ? [waypoint] : [];
  }));
  return [...new Map(used.map(({ namespace, name }) => [`${namespace}/${name}`, { name, namespace }])).values()].map(metadata => ({
    apiVersion: `${GATEWAY_API}/v1`, kind: 'Gateway', metadata,
    spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE', allowedRoutes: { namespaces: { from: 'All' } } }] },
  }));
}

/** The accounts of pods that others write, where the App makes those of its own workloads and no other. */
function accountsElsewhere(world: World, { name, workloads }: NamespaceModel, written: ManifestSet): string[] {
  const made = new Set(workloads.filter(({ account }) => world.ownsServiceAccount(account)).map(({ account }) => account.name));
  if (!written.inNamespace('', 'ServiceAccount', name).every(account => made.has(account.name))) return [];
  return [...new Set(workloadsIn(written, name).map(({ serviceAccount }) => serviceAccount))].filter(account => !made.has(account) && account !== 'default');
}

function namespaceFact(namespace: NamespaceModel): KubeBody {
  const { labels, annotations } = namespace.dataPlane.namespace(namespace);
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace.name, labels: { ...labels }, annotations: { ...annotations } } };
}

function serviceFact({ name, namespace, selector, ports, knownLabels, knownAnnotations }: ServiceModel): KubeBody {
  return {
    apiVersion: 'v1', kind: 'Service',
    metadata: { name, namespace: namespace.name, labels: { ...knownLabels }, annotations: { ...knownAnnotations } },
    spec: { selector: { ...selector }, ports: ports.map(port => ({ name: port.name, port: port.port, targetPort: port.targetPort, appProtocol: namespace.dataPlane.appProtocol(port.protocol) })) },
  };
}

/** One object for each version that is told by labels; one in all if there is none. */
function workloadFacts(workload: WorkloadModel): KubeBody[] {
  const versions = workload.services.flatMap(({ splits }) => splits).flatMap(({ shares }) => shares).flatMap(({ version }) => (version.kind === 'labels' ? [version] : []));
  const byName = new Map(versions.map(version => [version.name, version.labels]));
  if (byName.size === 0) return [podsFact(workload, workload.name, {})];
  return [...byName].map(([version, labels]) => podsFact(workload, `${workload.name}-${version}`, labels));
}

function podsFact(workload: WorkloadModel, name: string, labels: StringMap): KubeBody {
  const { namespace, policyLabels, account, ports, namedPorts = [], services } = workload;
  const plan = namespace.dataPlane.workload(workload);
  const reached = services.flatMap(service => service.ports.map(({ targetPort }) => targetPort)).filter(port => typeof port === 'number');
  const names = new Map([...namedPorts, ...ports].map(port => [port.number, port.name]));
  const containerPorts = [...new Set([...names.keys(), ...reached])].map(number => ({ containerPort: number, ...(names.get(number) !== undefined && { name: names.get(number) }) }));
  const selectors = services.map(({ selector }) => selector);
  return {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: namespace.name },
    spec: {
      selector: { matchLabels: { ...policyLabels } },
      template: {
        metadata: { labels: Object.assign({}, ...selectors, policyLabels, labels, plan.labels) as StringMap, annotations: { ...plan.annotations } },
        spec: { serviceAccountName: account.name, containers: [{ name: 'unknown', ports: containerPorts }] },
      },
    },
  };
}
