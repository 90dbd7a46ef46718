import type { Json } from '../manifest-object';
import { list, record, text } from '../manifest-object';

type Fields = Readonly<Record<string, Json>>;

/** What a delegate's route takes over from the route that hands over to it, where it says nothing itself. */
const INHERITED = [
  'rewrite', 'directResponse', 'timeout', 'retries', 'fault', 'mirror', 'mirrorPercent', 'mirrorPercentage', 'corsPolicy', 'mirrors', 'headers',
] as const;

/** A delegate's route under the route that hands over to it; undefined where their matches contradict each other: istiod then drops it. */
export function mergedRoute(root: Fields, leaf: Fields): Fields | undefined {
  const match = mergedMatches(list(root['match']).map(record), list(leaf['match']).map(record));
  if (match === undefined) return undefined;
  const taken = Object.fromEntries(INHERITED.filter(key => leaf[key] === undefined && root[key] !== undefined).map(key => [key, root[key] as Json]));
  return { ...leaf, ...taken, ...(match.length > 0 && { match }), ...named(root, leaf) };
}

/** Every match of the delegate has to fit under one of the root's; it appears once for each that it fits under. */
function mergedMatches(roots: readonly Fields[], leaves: readonly Fields[]): readonly Fields[] | undefined {
  if (roots.length === 0) return leaves;
  if (leaves.length === 0) return roots;
  const merged = leaves.map(leaf => roots.filter(root => !conflict(root, leaf)).map(root => mergedMatch(root, leaf)));
  return merged.every(some => some.length > 0) ? merged.flat() : undefined;
}

function mergedMatch(root: Fields, leaf: Fields): Fields {
  const maps = ['headers', 'withoutHeaders', 'queryParams', 'sourceLabels'].filter(key => root[key] !== undefined || leaf[key] !== undefined)
    .map(key => [key, { ...record(root[key]), ...record(leaf[key]) }]);
  return { ...root, ...leaf, ...Object.fromEntries(maps) as Fields, ...named(root, leaf) };
}

function named(root: Fields, leaf: Fields): Fields {
  const [above, own] = [text(root['name']), text(leaf['name'])];
  const name = above && own ? `${above}-${own}` : own || above;
  return name ? { name } : {};
}

function conflict(root: Fields, leaf: Fields): boolean {
  return ['uri', 'scheme', 'method', 'authority'].some(key => stringsConflict(root[key], leaf[key]))
    || ['headers', 'withoutHeaders', 'queryParams'].some(key => Object.entries(record(leaf[key])).some(([name, value]) => stringsConflict(record(root[key])[name], value)))
    || (root['ignoreUriCase'] === true) !== (leaf['ignoreUriCase'] === true)
    || differ(root['port'], leaf['port'])
    || (Boolean(root['sourceNamespace']) && root['sourceNamespace'] !== leaf['sourceNamespace'])
    || Object.entries(record(leaf['sourceLabels'])).some(([key, value]) => differ(record(root['sourceLabels'])[key], value))
    || gatewaysConflict(list(root['gateways']), list(leaf['gateways']));
}

function differ(root: Json, leaf: Json): boolean {
  return Boolean(root) && Boolean(leaf) && root !== leaf;
}

function gatewaysConflict(root: readonly Json[], leaf: readonly Json[]): boolean {
  return root.length > 0 && leaf.length > 0 && (root.length < leaf.length || leaf.some(name => !root.includes(name)));
}

/** A delegate may narrow a prefix to a longer prefix or an exact value, and repeat an exact value; next to a regex it may say nothing. */
function stringsConflict(root: Json, leaf: Json): boolean {
  if (root === undefined || leaf === undefined) return false;
  const [above, own] = [record(root), record(leaf)];
  if (above['regex'] || own['regex']) return true;
  if (above['exact']) return own['exact'] !== above['exact'];
  const prefix = text(above['prefix']);
  const value = text(own['prefix']) || text(own['exact']);
  return !prefix || !value || !value.startsWith(prefix);
}
