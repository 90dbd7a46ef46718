/** How reports name an object. `namespace` is null for kinds that have none. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}

/** "VirtualService shop/cart", "Namespace shop". */
export function refText({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace === null ? '' : `${namespace}/`}${name}`;
}
