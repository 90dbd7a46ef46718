import { isClusterScoped } from './cluster-scoped-kinds';
import type { ObjectRef } from './object-ref';

/** Whatever stands in a manifest: it was not validated, so nothing is known of its shape but that it is plain JSON. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any;

/** A Kubernetes object in wire form: plain JSON with text as `apiVersion` and `kind`. */
export interface KubeBody {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: Json;
  readonly [key: string]: Json;
}

/** Where an object was found. */
export interface Source {
  readonly file?: string;
  /** Which document of the file, from 0. */
  readonly document?: number;
  /** Where in the document, if it is one of the `items` of a List. */
  readonly item?: readonly (string | number)[];
  /** Construct path, for objects of an App. */
  readonly construct?: string;
  /** Known to be in the cluster, and made elsewhere: serves as a fact, and is not checked itself. */
  readonly elsewhere?: boolean;
}

/**
 * One object of a set. What was not validated can have any shape: `labels` and `annotations` hold only what is text, `spec` is a map in any
 * case, and below it everything has to be asked for its type.
 */
export class ManifestObject {
  public readonly group: string;
  public readonly version: string;
  public readonly kind: string;
  public readonly name: string;
  /** Null for kinds that have none; "default" where an object of a namespaced kind says none. */
  public readonly namespace: string | null;
  public readonly labels: Readonly<Record<string, string>>;
  public readonly annotations: Readonly<Record<string, string>>;
  public readonly spec: Json;
  public readonly ref: ObjectRef;

  public constructor(public readonly body: KubeBody, public readonly source: Source = {}) {
    const { apiVersion, kind } = body;
    const slash = apiVersion.lastIndexOf('/');
    this.group = apiVersion.slice(0, Math.max(slash, 0));
    this.version = apiVersion.slice(slash + 1);
    this.kind = kind;
    const metadata = record(body.metadata);
    this.name = text(metadata['name']) ?? '';
    this.namespace = isClusterScoped(this.group, kind) ? null : text(metadata['namespace']) || 'default';
    this.labels = texts(metadata['labels']);
    this.annotations = texts(metadata['annotations']);
    this.spec = record(body['spec']);
    this.ref = { apiVersion, kind, namespace: this.namespace, name: this.name };
  }

  /** The same for two objects of which only one can exist in a cluster. */
  public get key(): string {
    return objectKey(this.group, this.kind, this.namespace, this.name);
  }
}

/** The same objects in an order that no order of files changes. */
export function inKeyOrder(objects: readonly ManifestObject[]): ManifestObject[] {
  return [...objects].sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
}

export function objectKey(group: string, kind: string, namespace: string | null, name: string): string {
  return `${group}/${kind}/${namespace ?? ''}/${name}`;
}

/** A map, whatever the value is. */
export function record(value: unknown): Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, Json> : {};
}

/** A list, whatever the value is. */
export function list(value: unknown): Json[] {
  return Array.isArray(value) ? value as Json[] : [];
}

/** The maps of a list with their places in it, whatever the value is. */
export function records(value: unknown): (readonly [item: Record<string, Json>, index: number])[] {
  return list(value).map((item, index) => [record(item), index] as const);
}

/** Text, or nothing. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The entries of a map that are text, whatever the value is. */
export function texts(value: unknown): Record<string, string> {
  const entries = Object.entries(record(value));
  return entries.every(([, v]) => typeof v === 'string') ? record(value) as Record<string, string>
    : Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** What a table says of a word that a manifest says: "constructor" stands in none. */
export function entryOf<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
