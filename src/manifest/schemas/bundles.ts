import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonSchema } from './json-schema';

/** A kind that a server knows, with the versions in which it does. */
export interface KnownKind {
  readonly group: string;
  readonly kind: string;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly versions: readonly KnownVersion[];
  /** Whether a CustomResourceDefinition brings it; else the API server itself does. */
  readonly custom: boolean;
}

export interface KnownVersion {
  readonly name: string;
  readonly served: boolean;
  readonly deprecated: boolean;
  /** Whether the server drops what stands in `status` when an object is made. */
  readonly statusDropped: boolean;
  /** Absent for kinds of Kubernetes that are not checked. */
  readonly schema?: JsonSchema;
}

interface Definition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly scope: 'Namespaced' | 'Cluster';
    readonly versions: readonly {
      readonly name: string;
      readonly served: boolean;
      readonly deprecated?: boolean;
      readonly subresources?: { readonly status?: object };
      readonly schema: { readonly openAPIV3Schema: JsonSchema };
    }[];
  };
}

interface OpenApi {
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  readonly kinds: readonly {
    readonly group: string;
    readonly kind: string;
    readonly scope: 'Namespaced' | 'Cluster';
    readonly versions: readonly { readonly name: string; readonly schema?: { readonly $ref: string } }[];
  }[];
}

export type BundleName = 'istio-1.30.3' | 'gateway-api-1.5.1-standard' | 'gateway-api-1.5.1-experimental' | 'linkerd-2.20' | 'kubernetes-1.36';

const loaded = new Map<BundleName, readonly KnownKind[]>();
let kubernetes: OpenApi | undefined;

/** The kinds of a file of imports/schemas, which is read when it is first asked for. */
export function kindsOfBundle(name: BundleName): readonly KnownKind[] {
  const kinds = loaded.get(name) ?? (name === 'kubernetes-1.36' ? builtInKinds() : customKinds(name));
  loaded.set(name, kinds);
  return kinds;
}

/** What `metadata` of every object may hold. */
export function objectMetaSchema(): JsonSchema {
  return openApi().definitions['meta.v1.ObjectMeta']!;
}

function customKinds(name: BundleName): KnownKind[] {
  return (readBundle(name) as Definition[]).map(({ spec: { group, names, scope, versions } }) => ({
    group,
    kind: names.kind,
    scope,
    custom: true,
    versions: versions.map(version => ({
      name: version.name,
      served: version.served,
      deprecated: version.deprecated ?? false,
      statusDropped: version.subresources?.status !== undefined,
      schema: version.schema.openAPIV3Schema,
    })),
  }));
}

function builtInKinds(): KnownKind[] {
  const { definitions, kinds } = openApi();
  return kinds.map(({ group, kind, scope, versions }) => ({
    group,
    kind,
    scope,
    custom: false,
    versions: versions.map(({ name, schema }) => ({
      name, served: true, deprecated: false, statusDropped: true, schema: schema && definitions[schema.$ref],
    })),
  }));
}

function openApi(): OpenApi {
  if (kubernetes) return kubernetes;
  const read = readBundle('kubernetes-1.36') as OpenApi;
  const { definitions } = read;
  const resolve = (schema: JsonSchema & { $ref?: string }): JsonSchema => (schema.$ref === undefined ? schema : definitions[schema.$ref]!);
  for (const schema of Object.values(definitions) as Writable<JsonSchema>[]) resolveBelow(schema, resolve);
  return kubernetes = read;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Puts the schemas themselves where references to them stand. */
function resolveBelow(schema: Writable<JsonSchema>, resolve: (schema: JsonSchema) => JsonSchema): void {
  const resolved = (child: JsonSchema): JsonSchema => {
    const target = resolve(child);
    if (target === child) resolveBelow(child, resolve);
    return target;
  };
  if (schema.properties) schema.properties = Object.fromEntries(Object.entries(schema.properties).map(([name, child]) => [name, resolved(child)]));
  if (schema.items) schema.items = resolved(schema.items);
  if (typeof schema.additionalProperties === 'object') schema.additionalProperties = resolved(schema.additionalProperties);
}

function readBundle(name: BundleName): unknown {
  // From src/ in a checkout, and from lib/src/ in a package, which is one folder deeper.
  const folder = [join(__dirname, '../../../imports/schemas'), join(__dirname, '../../../../imports/schemas')].find(candidate => existsSync(join(candidate, `${name}.json`)))!;
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
}
