// Changes of what the manifests say, so that they stay YAML or JSON.
import { createRequire } from 'node:module';
import { KEYS, NUMBERS, TEXTS } from './nasty.mjs';

const yaml = createRequire(import.meta.url)('js-yaml');

const isContainer = (value) => typeof value === 'object' && value !== null;

/** Every place in a value: `{ holder, key }`. */
function places(value, found = []) {
  if (!isContainer(value)) return found;
  for (const key of Object.keys(value)) {
    found.push({ holder: value, key });
    places(value[key], found);
  }
  return found;
}

function deep(random) {
  let value = random.pick([1, 'x', {}, []]);
  const list = random.chance(0.5);
  for (let left = random.pick([3, 50, 180, 250]); left > 0; left -= 1) value = list ? [value] : { a: value };
  return value;
}

const anything = (random) => random.pick([
  () => null, () => true, () => false, () => random.pick(NUMBERS), () => random.pick(TEXTS), () => [], () => ({}), () => [null], () => [[]], () => [{}], () => ({ '': null }), () => deep(random),
  () => ({ [random.pick(KEYS)]: random.pick(TEXTS) }), () => [random.pick(TEXTS), random.pick(NUMBERS), null],
])();

// JSON.parse alone makes `__proto__` a key like others.
const set = (holder, key, value) => Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });

const AT_A_PLACE = [
  ({ holder, key }, random) => set(holder, key, anything(random)),
  ({ holder, key }, random) => set(holder, key, random.pick(TEXTS)),
  ({ holder, key }, random) => set(holder, key, random.pick(NUMBERS)),
  ({ holder, key }) => { if (Array.isArray(holder)) holder.splice(Number(key), 1); else delete holder[key]; },
  ({ holder, key }, random) => { if (!Array.isArray(holder)) { set(holder, random.pick([...KEYS, key.toUpperCase(), `${key}s`]), holder[key]); delete holder[key]; } },
  ({ holder, key }, random) => set(holder, random.pick(KEYS), anything(random), key),
  ({ holder, key }) => set(holder, key, [holder[key]]),
  ({ holder, key }) => set(holder, key, { value: holder[key] }),
  ({ holder, key }, random) => { if (Array.isArray(holder)) for (let left = random.pick([1, 3, 200]); left > 0; left -= 1) holder.push(structuredClone(holder[key])); },
  ({ holder, key }, random, all) => {
    const other = random.pick(all);
    const value = structuredClone(other.holder[other.key]);
    set(other.holder, other.key, structuredClone(holder[key]));
    set(holder, key, value);
  },
];

/** A text with the objects changed; `undefined` where the documents cannot be read to begin with. */
export function mutateObjects(documents, random) {
  let objects;
  try {
    objects = documents.flatMap((text) => yaml.loadAll(text)).filter(isContainer);
  } catch {
    return undefined;
  }
  for (let left = 1 + random.below(6); left > 0; left -= 1) {
    const all = places(objects);
    if (all.length === 0) break;
    const place = random.pick(all);
    try {
      random.pick(AT_A_PLACE)(place, random, all);
    } catch (error) {
      // A value put into itself.
      if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    }
  }
  if (random.chance(0.2)) objects.push(structuredClone(random.pick(objects) ?? {}));
  try {
    if (random.chance(0.2)) return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
    const asJson = random.chance(0.4);
    return objects.map((object) => (asJson ? `${JSON.stringify(object)}\n` : yaml.dump(object, { noRefs: random.chance(0.5), lineWidth: -1 }))).join('---\n');
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return undefined;
    throw error;
  }
}
