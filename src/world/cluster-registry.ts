import type { IConstruct } from 'constructs';
import { MeshError } from '../model/errors';
import type { ClusterModel } from '../model/model';
import { UNNAMED_CLUSTER } from '../model/model';

const CLUSTER = Symbol.for('cdk8s-mesh.Cluster');
type Scope = IConstruct & { [CLUSTER]?: ClusterModel };

/** Which parts of the construct tree are for which cluster. */
export class ClusterRegistry {
  private readonly known = new Map<string, { readonly cluster: ClusterModel; readonly path: string }>();

  public constructor(private readonly hasMeshConstructs: (scope: IConstruct) => boolean) {}

  public get all(): readonly ClusterModel[] {
    return [...this.known.values()].map(k => k.cluster);
  }

  /** Everything below the scope is for the cluster. */
  public assign(scope: IConstruct, cluster: ClusterModel): void {
    const path = scope.node.path || 'App';
    if (this.hasMeshConstructs(scope)) {
      throw new MeshError('cluster-assigned-late', path, `already holds mesh constructs, which took another cluster for theirs; call Cluster.assign before anything is made below "${path}"`);
    }
    const assigned = (scope as Scope)[CLUSTER];
    if (assigned && assigned.name !== cluster.name) {
      throw new MeshError('conflicting-declarations', path, `is for cluster "${assigned.name}" already, and cannot be for "${cluster.name}" too; assign each to a scope of its own`);
    }
    const first = this.known.get(cluster.name);
    if (first && JSON.stringify(first.cluster) !== JSON.stringify(cluster)) {
      throw new MeshError('conflicting-declarations', path, `cluster "${cluster.name}" has other attributes at [${first.path}]; give both the same, or another name to one`);
    }
    if (!first) this.known.set(cluster.name, { cluster, path });
    Object.defineProperty(scope, CLUSTER, { value: first?.cluster ?? cluster, configurable: true });
  }

  /** The cluster of the nearest scope that was assigned one. */
  public of(construct: IConstruct): ClusterModel {
    for (let scope: Scope | undefined = construct as Scope; scope; scope = scope.node.scope as Scope | undefined) {
      if (scope[CLUSTER]) return scope[CLUSTER];
    }
    return UNNAMED_CLUSTER;
  }

  /** The cluster assigned to exactly this scope. */
  public at(scope: IConstruct): ClusterModel | undefined {
    return (scope as Scope)[CLUSTER];
  }
}
