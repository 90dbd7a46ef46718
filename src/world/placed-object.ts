import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { ClusterModel } from '../model/model';
import type { World } from './world';

/** An object of the App, and the cluster that it goes to. */
export interface Placed {
  readonly cluster: ClusterModel;
  readonly object: ApiObject;
}

/** One walk down the tree, so that the cluster of each object costs nothing. */
export function objectsByCluster(world: World): Placed[] {
  const placed: Placed[] = [];
  const walk = (construct: IConstruct, inherited: ClusterModel) => {
    const cluster = world.clusters.at(construct) ?? inherited;
    if (ApiObject.isApiObject(construct)) placed.push({ cluster, object: construct });
    for (const child of construct.node.children) walk(child, cluster);
  };
  walk(world.root, world.clusters.of(world.root));
  return placed;
}
