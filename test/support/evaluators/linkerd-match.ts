import type { Manifest } from '../app';

/** A request as the proxy sees it: the path is raw, without the query. */
export interface Asked {
  readonly method: string;
  readonly path: string;
}

/** What a match counts, most important first; larger wins. */
export type Rank = readonly number[];

/** How well a route matches a request: its best match; undefined: not at all. By both orders that versions of the proxy have. */
export function rankOf(route: Manifest, asked: Asked): readonly [Rank, Rank] | undefined {
  const ranks = (route['spec'].rules as Manifest[]).flatMap(rule => {
    if (rule['filters'] || rule['backendRefs']) throw new Error('filters or backends');
    return route['kind'] === 'GRPCRoute' ? grpcRanks(rule, asked) : httpRanks(rule, asked);
  });
  if (ranks.length === 0) return undefined;
  const best = (order: 0 | 1) => ranks.map(pair => pair[order]).reduce((a, b) => (compare(a, b) >= 0 ? a : b));
  return [best(0), best(1)];
}

export function compare(a: Rank, b: Rank): number {
  return a.map((value, i) => value - b[i]!).find(difference => difference !== 0) ?? 0;
}

function httpRanks(rule: Manifest, asked: Asked): [Rank, Rank][] {
  const matches: Manifest[] = rule['matches']?.length ? rule['matches'] : [{}];
  return matches.flatMap((match): [Rank, Rank][] => {
    if (match['headers'] || match['queryParams']) throw new Error('headers or query');
    if (match['method'] !== undefined && match['method'] !== asked.method) return [];
    const length = pathLength(match['path'] ?? { type: 'PathPrefix', value: '/' }, asked.path);
    const method = match['method'] === undefined ? 0 : 1;
    // Up to 2.20: path, headers, query, method; later the method comes second.
    return length === undefined ? [] : [[[length, 0, 0, method], [length, method, 0, 0]]];
  });
}

/** Only the length counts. An expression has that of the whole path, and must have it all: the first place where it fits is tried, and no other. */
function pathLength({ type, value }: Manifest, path: string): number | undefined {
  switch (type) {
    case 'Exact': return path === value ? value.length : undefined;
    case 'RegularExpression': {
      const found = new RegExp(value).exec(path);
      return found && found.index === 0 && found[0].length === path.length ? path.length : undefined;
    }
    case 'PathPrefix': {
      const [prefix, trimmed] = [value, path].map(text => (text as string).replace(/\/+$/, ''));
      return trimmed === prefix || trimmed!.startsWith(`${prefix}/`) ? Math.max(1, prefix!.length) : undefined;
    }
    default: throw new Error(`path match ${type}`);
  }
}

/** Every call is a POST. A match without a service is taken for broken. */
function grpcRanks(rule: Manifest, { method, path }: Asked): [Rank, Rank][] {
  const call = /^\/([^/]+)\/([^/]+)$/.exec(path);
  if (method !== 'POST' || !call) return [];
  const matches: Manifest[] = rule['matches']?.length ? rule['matches'] : [{}];
  return matches.flatMap((match): [Rank, Rank][] => {
    const wanted = match['method'];
    if (match['headers'] || (wanted && (wanted.type !== 'Exact' || !wanted.service))) throw new Error(`gRPC match ${JSON.stringify(match)}`);
    if (wanted && (wanted.service !== call[1] || (wanted.method !== undefined && wanted.method !== call[2]))) return [];
    const rank = [wanted?.service.length ?? 0, wanted?.method?.length ?? 0];
    return [[rank, rank]];
  });
}
