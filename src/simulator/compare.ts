import type { ManifestSet } from '../manifest/manifest-set';
import type { DataPlanes } from './data-planes';
import type { Pairing } from './diff';
import { pairings } from './diff';

/** A request that one of two sets lets through and the other does not, or refuses in another way. */
export interface Difference extends Pick<Pairing, 'service' | 'port' | 'services' | 'caller'> {
  /** "GET /cart/any". */
  readonly title: string;
  /** Whether it is made for a rule about requests, or just beside one. */
  readonly ruled: boolean;
  readonly before: { readonly verdict: string; readonly reason: string };
  readonly after: { readonly verdict: string; readonly reason: string };
}

export interface Comparison {
  /** How many requests were put to both. */
  readonly requests: number;
  readonly differences: readonly Difference[];
}

/**
 * Whether two sets mean the same to callers that both know, at ports that both have, by requests that cover the rules of both. Services of one
 * side alone, as some meshes need for versions, are not compared.
 */
export function compare(before: ManifestSet, after: ManifestSet, planes?: DataPlanes): Comparison {
  let requests = 0;
  const differences: Difference[] = [];
  for (const { service, port, services, caller, probe, before: old, after: next } of pairings(before, after, planes)) {
    if (!old || !next) continue;
    requests += 1;
    if (old.verdict === next.verdict) continue;
    differences.push({
      service, port, services, caller, title: probe.title, ruled: probe.condition !== undefined,
      before: { verdict: old.verdict, reason: old.reason }, after: { verdict: next.verdict, reason: next.reason },
    });
  }
  return { requests, differences };
}
