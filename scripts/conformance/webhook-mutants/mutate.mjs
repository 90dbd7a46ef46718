// One change at one place of an object, along its schema.
import { editText } from './edit-text.mjs';
import { grow } from './grow.mjs';
import { keyFor, lastFields, valueFor } from './value-pools.mjs';

const ODD = { oddness: 0.7, richness: 0.35 };

/**
 * The object with one change, and where: `{ object, path, change }`. With `near`, the path of a change before, the new one is
 * beside it if it can be: many rules are about two fields of one message.
 */
export function mutate(spec, schema, kind, random, near) {
  const object = structuredClone(spec);
  const all = places(object, schema, kind);
  const beside = near === undefined ? [] : all.filter(({ path }) => path.startsWith(near.slice(0, near.lastIndexOf('.'))));
  const place = random.rare(beside.length > 0 ? beside : all, ({ path }) => `change ${lastFields(path)}`);
  return { object, path: place.path, change: random.pick(place.changes)(random) };
}

/** Every map, list and value below an object with the changes that can be made there. */
function places(value, schema, path) {
  const found = [];
  visit(value, schema, path, found);
  return found;
}

function visit(value, schema, path, found) {
  if (Array.isArray(value)) {
    found.push({ path, changes: listChanges(value, schema, path) });
    value.forEach((item, index) => visitChild(value, index, item, schema.items, path, found));
  } else if (typeof value === 'object' && value !== null) {
    const changes = schema?.properties ? objectChanges(value, schema, path) : mapChanges(value, schema, path);
    if (changes.length > 0) found.push({ path, changes });
    for (const [name, child] of Object.entries(value)) {
      const of = schema?.properties ? schema.properties[name] : schema?.additionalProperties;
      if (typeof of === 'object') visitChild(value, name, child, of, `${path}.${schema.properties ? name : '*'}`, found);
    }
  }
}

function visitChild(holder, key, child, schema, path, found) {
  if (typeof child === 'object' && child !== null) {
    visit(child, schema, path, found);
    return;
  }
  const put = (random) => {
    holder[key] = valueFor(schema, path, random, 0.85);
    return 'value';
  };
  const edit = (random) => {
    holder[key] = editText(child, random);
    return 'text';
  };
  // Values are where webhooks look most, so they are changed more often than what holds them.
  const place = { path, changes: typeof child === 'string' && !schema.enum ? [put, edit] : [put] };
  found.push(place, place);
}

function listChanges(list, schema, path) {
  const changes = [(random) => { list.push(grow(schema.items, path, random, ODD)); return 'item added'; }];
  if (list.length === 0) return changes;
  return [
    ...changes,
    (random) => { list.splice(random.below(list.length), 1); return 'item taken out'; },
    (random) => { list.push(structuredClone(random.pick(list))); return 'item repeated'; },
    (random) => { list[random.below(list.length)] = grow(schema.items, path, random, ODD); return 'item replaced'; },
  ];
}

function objectChanges(object, schema, path) {
  const absent = Object.keys(schema.properties).filter((name) => !(name in object));
  const changes = [];
  if (absent.length > 0) {
    const add = (random) => {
      const name = random.rare(absent, (field) => `add ${lastFields(`${path}.${field}`)}`);
      object[name] = grow(schema.properties[name], `${path}.${name}`, random, ODD);
      return `${name} added`;
    };
    changes.push(add, add);
  }
  const present = Object.keys(object);
  if (present.length > 0) {
    changes.push((random) => {
      const name = random.pick(present);
      delete object[name];
      return `${name} taken out`;
    });
    changes.push((random) => {
      const name = random.pick(present);
      object[name] = grow(schema.properties[name] ?? {}, `${path}.${name}`, random, ODD);
      return `${name} replaced`;
    });
  }
  return changes;
}

function mapChanges(map, schema, path) {
  const of = schema?.additionalProperties;
  if (typeof of !== 'object') return [];
  const put = (random) => {
    const key = keyFor(path, random, 0.8);
    map[key] = Object.values(map)[0] ?? grow(of, `${path}.*`, random, ODD);
    return 'key added';
  };
  const keys = Object.keys(map);
  return keys.length === 0 ? [put] : [put, (random) => { delete map[random.pick(keys)]; return 'key taken out'; }];
}
