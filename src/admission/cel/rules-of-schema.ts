import type { CelRule, JsonSchema } from '../../manifest/schemas/json-schema';
import { ofSchema, subschemas } from '../../manifest/schemas/json-schema';

/** The rules of a schema itself that hold of an object that is made; rules on a change ask for what was there before. */
export const rulesOf: (schema: JsonSchema) => readonly CelRule[] = ofSchema(schema =>
  (schema['x-kubernetes-validations'] ?? []).filter(({ rule }) => !/\boldSelf\b/.test(rule)));

/** Whether there is any rule in a schema, at whatever depth. */
export const hasRules: (schema: JsonSchema) => boolean = ofSchema(schema => rulesOf(schema).length > 0 || subschemas(schema).some(hasRules));
