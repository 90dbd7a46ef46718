import type { Construct } from 'constructs';
import { ApiObject, Chart, JsonPatch, Lazy } from 'cdk8s';
import { MeshError } from '../model/errors';
import type { Resource, StringMap } from '../model/resource';

/** Something a user did to a rendered object; kept, so that it can be done again when the object comes back. */
export type Edit = (object: RenderedObject) => void;

/**
 * An object of an owner. Its body is read from the latest rendering when it is written out; what users do to it goes through the owner, which
 * does it again to the object's successor if the object disappears and comes back.
 *
 * A plain ApiObject on purpose: the classes that `cdk8s import` generates drop patches on names that they do not know.
 */
export class RenderedObject extends ApiObject {
  private readonly written = { labels: new Set<string>(), annotations: new Set<string>() };
  private recording = false;

  public constructor(
    scope: Construct,
    private resource: Resource,
    private readonly record: (edit: Edit) => void,
  ) {
    super(scope, resource.id, {
      apiVersion: resource.apiVersion,
      kind: resource.kind,
      metadata: { name: resource.metadata.name, ...(resource.metadata.namespace && { namespace: resource.metadata.namespace }) },
      ...Object.fromEntries(Object.keys(resource.body).map(key => [key, Lazy.any({ produce: () => this.resource.body[key] })])),
    });
    if (!resource.metadata.namespace && Chart.of(this).namespace !== undefined) {
      super.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
    }
    this.writeMetadata();
    this.recordMetadataEdits();
    this.recording = true;
  }

  /** Whether the latest rendering fits this object, so that it need not be made anew. */
  public takes(resource: Resource): boolean {
    return resource.apiVersion === this.resource.apiVersion && Object.keys(resource.body).every(key => key in this.resource.body);
  }

  public update(resource: Resource): void {
    this.resource = resource;
    this.recording = false;
    this.writeMetadata();
    this.recording = true;
  }

  public override addJsonPatch(...ops: JsonPatch[]): void {
    this.record(object => object.patchNow(ops));
  }

  public override toJson(): unknown {
    try {
      return super.toJson();
    } catch (error) {
      throw new MeshError('broken-patch', this.node.path,
        `${this.kind} ${this.name} could not be written; a patch does not fit it any more: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Adds patches without keeping them for a successor. */
  public patchNow(ops: readonly JsonPatch[]): void {
    super.addJsonPatch(...ops);
  }

  /** A key once written stays registered and yields undefined, which cdk8s leaves out, when the rendering lacks it. */
  private writeMetadata(): void {
    const write = (kind: 'labels' | 'annotations', add: (key: string, value: string) => void) => {
      for (const key of Object.keys(this.resource.metadata[kind] ?? {})) {
        if (this.written[kind].has(key)) continue;
        this.written[kind].add(key);
        add(key, Lazy.any({ produce: () => (this.resource.metadata[kind] as StringMap | undefined)?.[key] }) as unknown as string);
      }
    };
    write('labels', (key, value) => this.metadata.addLabel(key, value));
    write('annotations', (key, value) => this.metadata.addAnnotation(key, value));
  }

  private recordMetadataEdits(): void {
    for (const method of ['addLabel', 'addAnnotation', 'add'] as const) {
      const now = (object: RenderedObject, key: string, value: unknown) => Object.getPrototypeOf(object.metadata)[method].call(object.metadata, key, value);
      this.metadata[method] = (key: string, value: unknown) => (this.recording ? this.record(object => now(object, key, value)) : now(this, key, value));
    }
  }
}

/** Whether this library renders the object. Not `instanceof`: ApiObject's says yes to every ApiObject. */
export function isRendered(object: ApiObject): boolean {
  return Object.getPrototypeOf(object) === RenderedObject.prototype;
}
