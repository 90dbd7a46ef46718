import type { Construct } from 'constructs';
import type { ApiObject, JsonPatch } from 'cdk8s';
import { MeshError } from '../model/errors';
import type { Resource } from '../model/resource';
import type { Edit } from './rendered-object';
import { RenderedObject } from './rendered-object';

/**
 * A service, workload, namespace or service account, whose objects are always rendered together. Its objects are children of its construct.
 */
export class Owner {
  private dirty = true;
  private readonly objects = new Map<string, RenderedObject>();
  private readonly edits = new Map<string, Edit[]>();
  private readonly kindPatches: { readonly kind: string; readonly ops: readonly JsonPatch[] }[] = [];

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
    this.flush();
    this.kindPatches.push({ kind, ops });
    this.changed();
    for (const object of this.objects.values()) if (object.kind === kind) object.patchNow(ops);
  }

  private create(id: string, resource: Resource): void {
    const object: RenderedObject = new RenderedObject(this.scope, resource, edit => this.edit(id, edit));
    this.objects.set(id, object);
    for (const edit of this.edits.get(id) ?? []) edit(object);
    for (const { kind, ops } of this.kindPatches) if (kind === object.kind) object.patchNow(ops);
  }

  private remove(id: string): void {
    if (!this.scope.node.tryRemoveChild(id)) throw new Error(`cannot remove ${this.scope.node.path}/${id}`);
    this.objects.delete(id);
  }

  private edit(id: string, edit: Edit): void {
    this.edits.set(id, [...(this.edits.get(id) ?? []), edit]);
    this.changed();
    const current = this.objects.get(id);
    if (current) edit(current);
  }
}
