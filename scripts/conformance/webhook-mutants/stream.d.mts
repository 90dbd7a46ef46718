export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Record<string, unknown>;
  readonly spec: Record<string, unknown>;
}

/** A CustomResourceDefinition, as far as mutants need it. */
export interface Definition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: { readonly properties: { readonly spec: { readonly properties: Record<string, unknown> } } } };
    }[];
  };
}

export declare class WebhookMutants {
  constructor(definitions: readonly Definition[], seed: number);
  readonly kinds: readonly string[];
  grown(kind: string): KubeObject;
  addBase(object: KubeObject): void;
  next(): { readonly object: KubeObject; readonly where: string };
}
