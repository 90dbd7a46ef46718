/** A copy without `undefined`: neither as a value of an object nor in an array. What is left is plain JSON if the rest was. */
export function plainJson<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.filter(item => item !== undefined).map(item => plainJson(item as unknown)) as T;
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) if (item !== undefined) copy[key] = plainJson(item as unknown);
  return copy as T;
}
