import type { VirtualServiceSpecHttpMatch } from '../../../../imports/networking-istio-io';
import type { MatchModel, NamedMatch, TextMatch } from '../../../model/match';
import { segmentPrefix } from '../../../model/match';

type StringMatch = Partial<Record<TextMatch['kind'], string>>;

/**
 * What stands under `match` of a VirtualService's rule. The port is in each, the catch-all's too: a match without one acts on every HTTP port
 * that callers know, those of other Services included.
 */
export function httpMatches(matches: readonly MatchModel[], port: number): VirtualServiceSpecHttpMatch[] {
  return matches.flatMap(match => httpMatch(match, port));
}

function httpMatch(match: MatchModel, port: number): VirtualServiceSpecHttpMatch[] {
  return uris(match.path).map(uri => ({
    ...(uri && { uri }),
    ...(match.method !== undefined && { method: { exact: match.method } }),
    ...(match.headers.length > 0 && { headers: named(match.headers) }),
    ...(match.query.length > 0 && { queryParams: named(match.query) }),
    port,
  }));
}

/** A prefix is compared letter by letter here, so a prefix of whole segments takes the path itself and everything below it. */
function uris(path: TextMatch | undefined): (StringMatch | undefined)[] {
  if (!path) return [undefined];
  if (path.kind !== 'prefix') return [{ [path.kind]: path.value }];
  const prefix = segmentPrefix(path.value);
  return prefix === '' ? [{ prefix: '/' }] : [{ exact: prefix }, { prefix: `${prefix}/` }];
}

function named(conditions: readonly NamedMatch[]): Record<string, StringMatch> {
  const sorted = [...conditions].sort((a, b) => (a.name < b.name ? -1 : 1));
  return Object.fromEntries(sorted.map(({ name, kind, value }) => [name, { [kind]: value }]));
}
