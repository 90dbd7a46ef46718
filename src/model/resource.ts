/** Labels or annotations. */
export type StringMap = Readonly<Record<string, string>>;

/**
 * A Kubernetes object as a data plane renders it: plain JSON in wire form. `body` holds every top-level key but apiVersion, kind and metadata.
 * `id` names it inside its owner and stays the same as long as kind and name do.
 */
export interface Resource {
  readonly id: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    /** Absent for cluster-scoped kinds. */
    readonly namespace?: string;
    readonly labels?: StringMap;
    readonly annotations?: StringMap;
  };
  readonly body: Readonly<Record<string, unknown>>;
}

/** Builds a resource; its id is made of kind and name. */
export function resource(apiVersion: string, kind: string, metadata: Resource['metadata'], body: Readonly<Record<string, unknown>>): Resource {
  return { id: `${kind.toLowerCase()}-${metadata.name}`, apiVersion, kind, metadata, body };
}
