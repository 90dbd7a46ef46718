import type { DataPlane } from '../../src/model/data-plane';
import type { MatchModel } from '../../src/model/match';
import type { ClusterModel, NamespaceModel, ServiceModel, ServicePortModel, VersionModel, WorkloadModel } from '../../src/model/model';
import type { AccountModel } from '../../src/model/security';
import { Protocol } from '../../src/model/protocol';

/** Builders of plain models, for tests of pure functions. */

export function aCluster(overrides: Partial<ClusterModel> = {}): ClusterModel {
  return {
    name: '', trustDomain: 'cluster.local', clusterDomain: 'cluster.local', rootNamespace: 'istio-system',
    gatewayApi: { version: '1.5', channel: 'standard' }, ...overrides,
  };
}

export const EXPERIMENTAL = aCluster({ gatewayApi: { version: '1.5', channel: 'experimental' } });

export function aNamespace(dataPlane: DataPlane, overrides: Partial<NamespaceModel> = {}): NamespaceModel {
  const cluster = overrides.cluster ?? aCluster();
  const namespace: NamespaceModel = {
    cluster, name: 'shop', path: 'shop/ns', dataPlane, created: true, defaultDeny: false,
    meshWide: { cluster, dataPlane: dataPlane.name, namespaces: [] }, services: [], workloads: [], ...overrides,
  };
  namespace.meshWide.namespaces.push(namespace);
  return namespace;
}

/** An identity that no pods are known to have yet. */
export function anAccount(cluster: ClusterModel, namespace: string, name: string): AccountModel {
  return { cluster, namespace, name, workloads: [] };
}

export function aWorkload(namespace: NamespaceModel, name: string, overrides: Partial<WorkloadModel> = {}): WorkloadModel {
  const workload: WorkloadModel = {
    namespace, name, path: `shop/${name}/workload`, policyLabels: { app: name }, account: anAccount(namespace.cluster, namespace.name, name), ports: [], probes: [],
    enrolled: true, podsReachable: false, defaultDeny: false, probesRewritten: true, services: [], calls: [], allowLists: [], mtlsExceptions: [], ...overrides,
  };
  workload.account.workloads.push(workload);
  namespace.workloads.push(workload);
  return workload;
}

export function aPort(port: number, protocol: Protocol, name: string = protocol): ServicePortModel {
  return { name, port, targetPort: port, protocol };
}

/** A service (port 7070, gRPC, unless said otherwise) with a workload of its own, entered into its namespace. */
export function aService(namespace: NamespaceModel, name: string, overrides: Partial<ServiceModel> = {}): ServiceModel {
  const workload = overrides.workload ?? aWorkload(namespace, name);
  const service: ServiceModel = {
    namespace, name, path: `shop/${name}`, ports: [aPort(7070, Protocol.GRPC)], selector: workload.policyLabels, workload, origin: 'created',
    knownLabels: {}, knownAnnotations: {}, callers: [], splits: [], timeouts: [], retries: [], breakers: [], versionOf: [], ...overrides,
  };
  workload.services.push(service);
  namespace.services.push(service);
  return service;
}

export function byLabel(name: string): VersionModel {
  return { name, kind: 'labels', labels: { version: name } };
}

export function byHeader(name: string, value: string): MatchModel {
  return { headers: [{ name, kind: 'exact', value }], query: [] };
}

/** Splits the service's given ports (default: all) between versions by label; `match` sends requests to the last of them. */
export function split(service: ServiceModel, weights: Readonly<Record<string, number>>, match: MatchModel[] = [], ports = service.ports.map(p => p.port)): void {
  const names = Object.keys(weights);
  service.splits.push({
    path: `${service.path}-split`, ports,
    shares: names.map((name, i) => ({ version: byLabel(name), weight: weights[name]!, match: i === names.length - 1 ? match : [] })),
  });
}
