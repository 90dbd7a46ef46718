/** A copy without `undefined`: neither as a value of an object nor in an array. What is left is plain JSON if the rest was. */
export function plainJson<T>(value: T): T {
  if (Array.isArray(value)) return value.filter(item => item !== undefined).map(item => plainJson(item)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, plainJson(item)]]))) as T;
}
