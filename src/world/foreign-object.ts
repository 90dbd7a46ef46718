import type { ApiObject } from 'cdk8s';
import { JsonPatch, Lazy } from 'cdk8s';
import { MeshError } from '../model/errors';
import type { StringMap } from '../model/resource';
import type { ObjectJson } from './object-json';

/** An object that another construct of the App makes: read when needed, changed by labels, annotations and patches only. */
export class ForeignObject {
  private readonly registered = new Set<string>();
  private readonly patched = new Map<string, string>();
  private labels: StringMap = {};
  private annotations: StringMap = {};

  public constructor(private readonly api: ApiObject, private readonly path: string) {}

  public get construct(): ApiObject {
    return this.api;
  }

  /** The object as it would be written now. */
  public read<Spec>(): ObjectJson<Spec> {
    try {
      return this.api.toJson();
    } catch (error) {
      throw new MeshError('foreign-object-unreadable', this.path,
        `${this.api.kind} at ${this.api.node.path} cannot be read yet (${error instanceof Error ? error.message : String(error)}); complete it before it is handed to the mesh`);
    }
  }

  /** The object carries exactly these of ours from now on, beside its own. */
  public setMetadata(labels: StringMap, annotations: StringMap): void {
    this.labels = labels;
    this.annotations = annotations;
    this.register('label', labels, key => this.labels[key]);
    this.register('annotation', annotations, key => this.annotations[key]);
  }

  /** Whether what is at a JSON pointer was set from here. */
  public hasSet(pointer: string): boolean {
    return this.patched.has(pointer);
  }

  /** Something that its maker put on it stands in the way. */
  public refuse(kind: 'label' | 'annotation', key: string, own: string, needed: string, where = ''): never {
    throw new MeshError('foreign-object-mismatch', this.path,
      `${this.api.kind} at ${this.api.node.path} has ${kind} ${key}: ${own}${where}, but ${needed} is needed; take the ${kind} away there, or write ${needed}`);
  }

  /** Sets the text at a JSON pointer, once for each value. */
  public set(pointer: string, value: unknown): void {
    const text = JSON.stringify(value);
    if (this.patched.get(pointer) === text) return;
    this.patched.set(pointer, text);
    this.api.addJsonPatch(JsonPatch.add(pointer, value));
  }

  private register(kind: 'label' | 'annotation', needed: StringMap, produce: (key: string) => string | undefined): void {
    const fresh = Object.keys(needed).filter(key => !this.registered.has(`${kind} ${key}`));
    if (fresh.length === 0) return;
    const { metadata } = this.read();
    const carried = (kind === 'label' ? metadata?.labels : metadata?.annotations) ?? {};
    for (const key of fresh) {
      const own = carried[key];
      if (own === needed[key]) continue;
      if (own !== undefined) this.refuse(kind, key, own, needed[key]!);
      this.registered.add(`${kind} ${key}`);
      const value = Lazy.any({ produce: () => produce(key) }) as unknown as string;
      if (kind === 'label') this.api.metadata.addLabel(key, value);
      else this.api.metadata.addAnnotation(key, value);
    }
  }
}

/** A segment of a JSON pointer. */
export function pointerSegment(key: string): string {
  return key.replace(/~/g, '~0').replace(/\//g, '~1');
}
