import type { Construct } from 'constructs';
import type { ApiObjectProps } from 'cdk8s';
import { ApiObject, App, JsonPatch } from 'cdk8s';
import { MeshError } from '../model/errors';
import type { Resource, StringMap } from '../model/resource';

/** Something a user did to a rendered object; kept, so that it can be done again when the object comes back. */
export type Edit = (object: RenderedObject) => void;

/** How many resolvers an App has that was given none. */
const STANDARD_RESOLVERS = new App().resolvers.length;

/**
 * An object of an owner. Its body is read from the latest rendering when it is written out; what users do to it goes through the owner, which
 * does it again to the object's successor if the object disappears and comes back.
 *
 * An ApiObject of its own on purpose: the classes that `cdk8s import` generates drop patches on names that they do not know.
 */
export class RenderedObject extends ApiObject {
  private readonly ops: JsonPatch[] = [];
  private readonly current: { resource: Resource };

  public constructor(scope: Construct, resource: Resource, private readonly record: (edit: Edit) => void) {
    const current = { resource };
    super(scope, resource.id, properties(current));
    this.current = current;
    this.recordMetadataEdits();
  }

  /** Whether the latest rendering fits this object, so that it need not be made anew. */
  public takes(resource: Resource): boolean {
    return resource.apiVersion === this.apiVersion && Object.keys(resource.body).every(key => key in this.current.resource.body);
  }

  public update(resource: Resource): void {
    this.current.resource = resource;
  }

  public override addJsonPatch(...ops: JsonPatch[]): void {
    this.record(object => object.patchNow(ops));
  }

  /** Adds patches without keeping them for a successor. */
  public patchNow(ops: readonly JsonPatch[]): void {
    this.ops.push(...ops);
  }

  /** The latest rendering before patches; undefined if there are none. */
  public get beforePatches(): Resource | undefined {
    return this.ops.length > 0 ? this.current.resource : undefined;
  }

  public override toJson(): unknown {
    try {
      const json = { apiVersion: this.apiVersion, kind: this.kind, metadata: this.metadataJson(), ...this.bodyJson() };
      return this.ops.length > 0 ? JsonPatch.apply(json, ...this.ops) : json;
    } catch (error) {
      throw new MeshError('broken-patch', this.node.path,
        `${this.kind} ${this.name} could not be written; a patch does not fit it any more: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** The labels and annotations that users and charts set, over those of the latest rendering. */
  private metadataJson(): object {
    const { metadata } = this.current.resource;
    const own = this.metadata.toJson() as Record<string, StringMap>;
    const merged = { ...own, ...over('labels', metadata.labels, own.labels), ...over('annotations', metadata.annotations, own.annotations) };
    // A chart puts its namespace on everything, also on what has none.
    if (!metadata.namespace) delete merged.namespace;
    return inOrder(merged) as object;
  }

  /** Plain JSON, in which nothing has to be resolved, unless the App brings resolvers of its own. */
  private bodyJson(): object {
    if ((this.node.root as App).resolvers?.length === STANDARD_RESOLVERS) return inOrder(this.current.resource.body) as object;
    const { apiVersion: _a, kind: _k, metadata: _m, ...body } = super.toJson() as Record<string, unknown>;
    return body;
  }

  private recordMetadataEdits(): void {
    for (const method of ['addLabel', 'addAnnotation', 'add', 'addFinalizers', 'addOwnerReference'] as const) {
      const now = (object: RenderedObject, args: unknown[]) => Object.getPrototypeOf(object.metadata)[method].apply(object.metadata, args);
      this.metadata[method] = (...args: unknown[]) => this.record(object => now(object, args));
    }
  }
}

/** What cdk8s is told. It reads the properties whenever the object is written, and the body is the latest then. */
function properties(current: { readonly resource: Resource }): ApiObjectProps {
  const { apiVersion, kind, metadata: { name, namespace }, body } = current.resource;
  const props = { apiVersion, kind, metadata: { name, ...(namespace && { namespace }) } };
  for (const key of Object.keys(body)) Object.defineProperty(props, key, { enumerable: true, get: () => current.resource.body[key] });
  return props;
}

function over(key: 'labels' | 'annotations', rendered: StringMap | undefined, own: StringMap | undefined): object {
  return rendered || own ? { [key]: { ...rendered, ...own } } : {};
}

/** A copy with its keys in the order in which cdk8s writes them. */
function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(inOrder);
  const copy: Record<string, unknown> = {};
  const keys = Object.keys(value);
  for (const key of process.env.CDK8S_DISABLE_SORT ? keys : keys.sort()) copy[key] = inOrder((value as Record<string, unknown>)[key]);
  return copy;
}

/** Whether this library renders the object. Not `instanceof`: ApiObject's says yes to every ApiObject. */
export function isRendered(object: ApiObject): object is RenderedObject {
  return Object.getPrototypeOf(object) === RenderedObject.prototype;
}
