// Makes an object smaller while it keeps its difference, so that one sees what the difference is about.
import { withValue } from './mutants/places.mjs';

const MOST_QUESTIONS = 600;

/** The smallest object found for which `differs` holds still; `differs` may answer later. */
export async function minimised(object, differs) {
  let smallest = object;
  let questions = 0;
  for (let shrunk = true; shrunk;) {
    shrunk = false;
    for (const path of pathsOf(smallest)) {
      const candidate = withValue(smallest, path, undefined);
      if (questions >= MOST_QUESTIONS) return smallest;
      questions += 1;
      if (!(await differs(candidate))) continue;
      smallest = candidate;
      shrunk = true;
      break;
    }
  }
  return smallest;
}

/** Everything that can be left out, the widest first; of a list, what stands behind goes before what stands in front. */
function pathsOf(value, path = []) {
  if (typeof value !== 'object' || value === null) return [];
  const entries = Array.isArray(value) ? [...value.entries()].reverse() : Object.entries(value);
  const own = entries.map(([key]) => [...path, key]).filter((one) => one.length > 1 || !['apiVersion', 'kind', 'metadata'].includes(one[0]));
  return [...own, ...entries.flatMap(([key, item]) => pathsOf(item, [...path, key]))].sort((a, b) => a.length - b.length);
}
