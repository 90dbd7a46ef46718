import type { Construct } from 'constructs';
import type { ApiObject } from 'cdk8s';
import { JsonPatch } from 'cdk8s';
import { MeshError } from '../model/errors';
import type { Resource } from '../model/resource';
import { instance, shown, text } from '../model/values';
import type { Edit } from './rendered-object';
import { RenderedObject } from './rendered-object';

/**
 * A service, workload, namespace or service account, whose objects are always rendered together. Its objects are children of its construct.
 */
export class Owner {
  private dirty = true;
  private readonly objects = new Map<string, RenderedObject>();
  private readonly patchedKinds: string[] = [];
  /** What users did, in order, to one object or to all of a kind. */
  private readonly edits: { readonly to: string; readonly edit: Edit }[] = [];

  public constructor(
    public readonly scope: Construct,
    private readonly render: () => readonly Resource[],
    private readonly changed: () => void,
  ) {}

  public invalidate(): void {
    this.dirty = true;
    this.changed();
  }

  /** Brings the child objects up to date. */
  public flush(): void {
    if (!this.dirty) return;
    const resources = this.render();
    const wanted = new Map(resources.map(r => [r.id, r]));
    if (wanted.size !== resources.length) {
      throw new MeshError('duplicate-object', this.scope.node.path, `renders an object twice: ${resources.map(r => r.id).filter((id, i, all) => all.indexOf(id) !== i).join(', ')}`);
    }
    for (const [id, object] of this.objects) {
      const resource = wanted.get(id);
      if (resource && object.takes(resource)) object.update(resource);
      else this.remove(id);
    }
    for (const [id, resource] of wanted) if (!this.objects.has(id)) this.create(id, resource);
    this.dirty = false;
  }

  /** The rendered objects, by kind and name. */
  public get apiObjects(): ApiObject[] {
    this.flush();
    return [...this.objects.values()].sort((a, b) => (a.node.id < b.node.id ? -1 : 1));
  }

  /** Patches every object of the kind, those to come included. */
  public patch(kind: string, ops: readonly JsonPatch[]): void {
    const { path } = this.scope.node;
    text(path, 'patch: kind', kind);
    ops.forEach((op, index) => instance(path, `patch(${shown(kind)}): ops[${index}]`, op, JsonPatch, 'a JsonPatch of cdk8s, for example JsonPatch.add("/metadata/labels/tier", "web")'));
    this.flush();
    this.patchedKinds.push(kind);
    this.keep(kind, object => object.patchNow(ops));
  }

  /** Kinds that users patched and of which nothing is rendered. */
  public get idlePatches(): string[] {
    return [...new Set(this.patchedKinds)].filter(kind => ![...this.objects.values()].some(object => object.kind === kind));
  }

  private create(id: string, resource: Resource): void {
    if (this.scope.node.tryFindChild(id)) {
      throw new MeshError('conflicting-declarations', this.scope.node.path, `has a child "${id}" of somebody else's, and needs that id for ${resource.kind} ${resource.metadata.name}; rename that construct`);
    }
    const object: RenderedObject = new RenderedObject(this.scope, resource, edit => this.keep(id, edit));
    this.objects.set(id, object);
    for (const { to, edit } of this.edits) if (to === id || to === object.kind) edit(object);
  }

  private remove(id: string): void {
    if (!this.scope.node.tryRemoveChild(id)) throw new Error(`cannot remove ${this.scope.node.path}/${id}`);
    this.objects.delete(id);
  }

  /** `to`: the id of an object, or a kind; an id has a dash, a kind none. */
  private keep(to: string, edit: Edit): void {
    this.edits.push({ to, edit });
    this.changed();
    for (const [id, object] of this.objects) if (to === id || to === object.kind) edit(object);
  }
}
