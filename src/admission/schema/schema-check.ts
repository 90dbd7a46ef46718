import type { ManifestObject } from '../../manifest/manifest-object';
import type { KnownKind } from '../../manifest/schemas/bundles';
import { objectMetaSchema } from '../../manifest/schemas/bundles';
import type { JsonSchema } from '../../manifest/schemas/json-schema';
import type * as Cel from '../cel/rules';
import { hasRules } from '../cel/rules-of-schema';
import type { Refusal } from '../refusal';
import { withDefaults } from './defaults';
import type { SchemaIssue } from './issue';
import { SchemaIssues } from './issue';
import { isSound } from './sound';
import { unknownFields } from './unknown-fields';
import { validate } from './validate';

export interface SchemaVerdict {
  readonly refusals: readonly Refusal[];
  /** Whether a server can read the object and goes on to rules in code. */
  readonly readable: boolean;
}

/** The schema of an object's version. */
export interface AskedSchema {
  readonly schema: JsonSchema;
  /** Whether the server drops what stands in `status`. */
  readonly statusDropped: boolean;
  /** The schema of the experimental channel, where another one is installed. */
  experimental(): JsonSchema | undefined;
}

/** Asks the schema of an object's kind and the rules in it. */
export function checkSchema(object: ManifestObject, known: KnownKind, asked: AskedSchema): SchemaVerdict {
  const { schema, statusDropped } = asked;
  const body = object.body as Record<string, unknown>;
  if (isSound(body, schema)) {
    return { refusals: known.custom && hasRules(schema) ? cel().checkRules(withDefaults(body, schema), schema) : [], readable: true };
  }
  const issues = known.custom ? customIssues(body, schema, statusDropped) : typedIssues(withDefaults(body, schema), schema);
  return {
    refusals: [...issues, ...unknownFields(body, { kind: object.kind, schema, experimental: () => asked.experimental() })],
    readable: !issues.some(issue => 'unreadable' in issue && issue.unreadable),
  };
}

function customIssues(body: Record<string, unknown>, schema: JsonSchema, statusDropped: boolean): (SchemaIssue | Refusal)[] {
  const { status: _, ...kept } = body;
  const value = withDefaults(statusDropped ? kept : body, schema);
  const issues = new SchemaIssues();
  validate(value, schema, issues);
  const metadata = typedIssues(withDefaults({ metadata: body['metadata'] ?? {} }, METADATA), METADATA);
  const rules = hasRules(schema) && !issues.found.some(({ blocksCel }) => blocksCel) ? cel().checkRules(value, schema) : [];
  return [...metadata, ...issues.found, ...rules];
}

const METADATA: JsonSchema = {
  properties: {
    get metadata() {
      return objectMetaSchema();
    },
  },
};

/** What the server fills in itself has only to be readable; "metadata" has checks of its own. */
const MADE_BY_SERVER = new Set<unknown>(['metadata', 'status']);

function typedIssues(value: unknown, schema: JsonSchema): SchemaIssue[] {
  const issues = new SchemaIssues({ typed: true });
  validate(value, schema, issues);
  return issues.found.filter(({ path, unreadable }) => unreadable || !path.some(step => MADE_BY_SERVER.has(step)));
}

/** CEL takes longer to load than most sets take to be checked: only what has rules loads it. */
function cel(): typeof Cel {
  return require('../cel/rules') as typeof Cel;
}
