// Texts of an object with the places where they stand.

/** `[{ path, key, value, put }]`; `key` is the last field name on the path. */
export function textsOf(body, under = 'spec') {
  const found = [];
  const visit = (value, path, key, put) => {
    if (typeof value === 'string') found.push({ path: path.join('.'), key, value, put });
    else if (Array.isArray(value)) value.forEach((item, index) => visit(item, [...path, index], key, (text) => { value[index] = text; }));
    else if (typeof value === 'object' && value !== null) {
      for (const [name, item] of Object.entries(value)) visit(item, [...path, name], name, (text) => { value[name] = text; });
    }
  };
  visit(body[under], [under], under, () => undefined);
  return found;
}
