// The compact form of CustomResourceDefinitions: still applicable to an API server, without what only people read.

const SCHEMA_LISTS = new Set(['allOf', 'anyOf', 'oneOf']);
const SCHEMAS = new Set(['items', 'additionalProperties', 'not']);

const LINE_WIDTH = 140;

/** A definition without descriptions, printer columns, status and empty metadata, its keys in alphabetical order. */
export function compactDefinition({ apiVersion, kind, metadata, spec }) {
  const kept = (entries) => (entries && Object.keys(entries).length > 0 ? entries : undefined);
  return sortKeys({
    apiVersion,
    kind,
    metadata: { name: metadata.name, labels: kept(metadata.labels), annotations: kept(metadata.annotations) },
    spec: { ...spec, versions: spec.versions.map(compactVersion) },
  });
}

function compactVersion({ additionalPrinterColumns: _, schema, ...version }) {
  return { ...version, schema: { openAPIV3Schema: withoutDescriptions(schema.openAPIV3Schema) } };
}

/** A schema without descriptions at any depth; properties and values (defaults, enums) of that name stay. */
function withoutDescriptions(schema) {
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== 'description').map(([key, value]) => {
    if (key === 'properties') {
      return [key, Object.fromEntries(Object.entries(value).map(([name, child]) => [name, withoutDescriptions(child)]))];
    }
    if (SCHEMA_LISTS.has(key)) return [key, value.map(withoutDescriptions)];
    return [key, SCHEMAS.has(key) ? withoutDescriptions(value) : value];
  }));
}

function sortKeys(value) {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, child]) => child !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, child]) => [key, sortKeys(child)]));
}

/** JSON text in which whatever fits stands on one line, so that a change of one field is a change of few lines. */
export function formatJson(value, indent = '', room = LINE_WIDTH) {
  const line = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || line.length <= room) return line;
  const inner = `${indent} `;
  const child = (label, content) => `${inner}${label}${formatJson(content, inner, LINE_WIDTH - inner.length - label.length)}`;
  const parts = Array.isArray(value)
    ? value.map((item) => child('', item))
    : Object.entries(value).map(([key, item]) => child(`${JSON.stringify(key)}:`, item));
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${parts.join(',\n')}\n${indent}${close}`;
}
