import type { ManifestObject } from '../manifest/manifest-object';
import type { ObjectRef } from '../manifest/object-ref';

/** By `metadata.name` alone, as cdk8s writes it: of objects that share a name, the last one's. */
export type ConstructMetadata = Readonly<Record<string, { readonly path: string }>>;

/**
 * Lets a report name constructs of objects that it names by kind, namespace and name. The report of cdk8s-cli looks a construct up in the
 * metadata by what the resource is called, so an entry of that name is added there; where several objects share a name, none is, as nobody
 * knows whose construct the metadata holds.
 */
export class ConstructPaths {
  private readonly objects = new Map<string, number>();

  public constructor(objects: readonly ManifestObject[], private readonly metadata: ConstructMetadata) {
    for (const { name } of objects) this.objects.set(name, (this.objects.get(name) ?? 0) + 1);
  }

  public record({ name }: ObjectRef, resourceName: string): void {
    if (this.objects.get(name) !== 1 || !Object.hasOwn(this.metadata, name) || !Object.isExtensible(this.metadata)) return;
    (this.metadata as Record<string, { readonly path: string }>)[resourceName] = this.metadata[name]!;
  }
}
