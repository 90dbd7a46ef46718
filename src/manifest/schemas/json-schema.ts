/** A structural schema as it stands in a CustomResourceDefinition or was made from Kubernetes' OpenAPI document; references are resolved. */
export interface JsonSchema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly format?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly nullable?: boolean;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly allOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: string;
  readonly 'x-kubernetes-validations'?: readonly CelRule[];
}

export interface CelRule {
  readonly rule: string;
  readonly message: string;
}

/** The schemas that stand directly in another one, at whatever keyword. */
export function subschemas(schema: JsonSchema): JsonSchema[] {
  const { properties = {}, items, additionalProperties, allOf = [], anyOf = [], oneOf = [], not } = schema;
  const single = [items, not, additionalProperties].filter((child): child is JsonSchema => typeof child === 'object');
  return [...Object.values(properties), ...single, ...allOf, ...anyOf, ...oneOf];
}

/** Something worked out from a schema, once for each. */
export function ofSchema<T>(workOut: (schema: JsonSchema) => T): (schema: JsonSchema) => T {
  const known = new WeakMap<JsonSchema, { readonly value: T }>();
  return schema => {
    let kept = known.get(schema);
    if (!kept) known.set(schema, kept = { value: workOut(schema) });
    return kept.value;
  };
}

/** Whether a default stands in a schema, at whatever depth. */
export const hasDefaults: (schema: JsonSchema) => boolean = ofSchema(schema => {
  const seen = new Set<JsonSchema>();
  const within = (current: JsonSchema): boolean => {
    if (seen.has(current)) return false;
    seen.add(current);
    return current.default !== undefined || subschemas(current).some(within);
  };
  return within(schema);
});
