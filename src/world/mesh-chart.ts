import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { World } from './world';

/**
 * A chart for Apps of many charts. It writes the same objects as `Chart` in time that grows with its own size only, where `Chart` prepares and
 * checks the whole App again for each chart. A chart in which somebody has declared dependencies is written as `Chart` does it.
 */
export class MeshChart extends Chart {
  /** The Kubernetes objects of this chart, as they are written. */
  public override toJson(): any[] {
    World.of(this).assertValid(this, () => [this, ...ownConstructs(this)]);
    const own = ownConstructs(this);
    if (own.some(construct => construct.node.dependencies.length > 0)) return super.toJson();
    return own.filter(construct => ApiObject.isApiObject(construct)).map(object => object.toJson());
  }
}

function ownConstructs(construct: IConstruct): IConstruct[] {
  return construct.node.children.filter(child => !Chart.isChart(child)).flatMap(child => [child, ...ownConstructs(child)]);
}
