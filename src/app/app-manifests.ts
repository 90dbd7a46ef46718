import type { ApiObject } from 'cdk8s';
import type { ClusterModel } from '../model/model';
import type { KubeBody } from '../manifest/manifest-object';
import { ManifestObject } from '../manifest/manifest-object';
import { ManifestSet } from '../manifest/manifest-set';
import type { ClusterSettings } from '../manifest/settings';
import { objectsByCluster } from '../world/placed-object';
import type { World } from '../world/world';
import { knownElsewhere } from './known-elsewhere';

/** What an App writes for one of its clusters. */
export interface ClusterManifests {
  readonly cluster: ClusterModel;
  readonly set: ManifestSet;
  readonly constructs: ReadonlyMap<ManifestObject, ApiObject>;
}

/** The objects of an App as they will be written, cluster by cluster, with what it knows of objects that are made elsewhere. */
export function appManifests(world: World): ClusterManifests[] {
  const byCluster = new Map<ClusterModel, Map<ManifestObject, ApiObject>>();
  for (const { cluster, object } of objectsByCluster(world)) {
    const constructs = byCluster.get(cluster) ?? new Map<ManifestObject, ApiObject>();
    byCluster.set(cluster, constructs);
    const body = plain(object.toJson()) as KubeBody;
    if (typeof body.apiVersion === 'string' && typeof body.kind === 'string') constructs.set(new ManifestObject(body, { construct: object.node.path }), object);
  }
  return [...byCluster].map(([cluster, constructs]) => {
    const written = [...constructs.keys()];
    const settings = settingsOf(world, cluster);
    return { cluster, constructs, set: new ManifestSet([...written, ...knownElsewhere(world, cluster, new ManifestSet(written, settings))], settings) };
  });
}

/** What stands in a file: without what is undefined, and with what writes itself as something else. */
function plain(json: unknown): unknown {
  return JSON.parse(JSON.stringify(json));
}

function settingsOf(world: World, { trustDomain, clusterDomain, rootNamespace, gatewayApi, name }: ClusterModel): Partial<ClusterSettings> {
  const namespaces = [...world.namespaces.values()].filter(({ cluster }) => cluster.name === name);
  const planes = namespaces.map(({ dataPlane }) => dataPlane);
  const versionOf = (mesh: string) => planes.find(plane => plane.name.startsWith(mesh))?.version;
  return {
    trustDomain, clusterDomain, rootNamespace, gatewayApiVersion: gatewayApi.version, gatewayApiChannel: gatewayApi.channel,
    enrolled: Object.fromEntries(namespaces.map(namespace => [namespace.name, namespace.dataPlane.name])),
    istioVersion: versionOf('istio'), linkerdVersion: versionOf('linkerd'),
  } as Partial<ClusterSettings>;
}
