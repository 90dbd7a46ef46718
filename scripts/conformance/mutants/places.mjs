// Where in an object something can be changed, with the schema of each place.

/** What a change gives where it cannot be made. */
export const NONE = Symbol('no change');

/** Every value of an object that its schema describes: `{ path, value, schema, parent }`, the object itself first. */
export function placesOf(object, schema, metadataSchema) {
  const places = [];
  const visit = (value, own, path, parent) => {
    places.push({ path, value, schema: own, parent });
    if (Array.isArray(value)) {
      if (own.items) value.forEach((item, index) => visit(item, own.items, [...path, index], own));
    } else if (typeof value === 'object' && value !== null) {
      for (const key of Object.keys(value)) {
        if (path.length === 0 && (key === 'apiVersion' || key === 'kind')) continue;
        const child = path.length === 0 && key === 'metadata' ? metadataSchema : own.properties?.[key] ?? own.additionalProperties;
        if (typeof child === 'object') visit(value[key], child, [...path, key], own);
      }
    }
  };
  visit(object, schema, [], undefined);
  return places;
}

/** A copy of an object with another value at a path; `undefined` removes what stands there. */
export function withValue(object, path, value) {
  if (path.length === 0) return value;
  const [step, ...rest] = path;
  const copy = Array.isArray(object) ? [...object] : { ...object };
  const changed = withValue(copy[step], rest, value);
  if (changed !== undefined) copy[step] = changed;
  else if (Array.isArray(copy)) copy.splice(step, 1);
  else delete copy[step];
  return copy;
}
