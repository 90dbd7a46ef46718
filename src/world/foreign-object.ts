import type { ApiObject } from 'cdk8s';
import { JsonPatch, Lazy } from 'cdk8s';
import type { IConstruct } from 'constructs';
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

  public get construct(): IConstruct {
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
    for (const key of Object.keys(labels)) this.register('label', key, () => this.labels[key]);
    for (const key of Object.keys(annotations)) this.register('annotation', key, () => this.annotations[key]);
  }

  /** Sets the text at a JSON pointer, once for each value. */
  public set(pointer: string, value: unknown): void {
    const text = JSON.stringify(value);
    if (this.patched.get(pointer) === text) return;
    this.patched.set(pointer, text);
    this.api.addJsonPatch(JsonPatch.add(pointer, value));
  }

  private register(kind: 'label' | 'annotation', key: string, produce: () => string | undefined): void {
    if (this.registered.has(`${kind} ${key}`)) return;
    this.registered.add(`${kind} ${key}`);
    const own = kind === 'label' ? this.api.metadata.getLabel(key) : undefined;
    if (own !== undefined && own !== produce()) {
      throw new MeshError('foreign-object-mismatch', this.path, `${this.api.kind} at ${this.api.node.path} has label ${key}: ${own}, but ${produce()} is needed; take the label away there`);
    }
    const value = Lazy.any({ produce }) as unknown as string;
    if (kind === 'label') this.api.metadata.addLabel(key, value);
    else this.api.metadata.addAnnotation(key, value);
  }
}

/** A segment of a JSON pointer. */
export function pointerSegment(key: string): string {
  return key.replace(/~/g, '~0').replace(/\//g, '~1');
}
