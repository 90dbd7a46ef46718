import type { ManifestSet } from '../manifest/manifest-set';
import type { Client } from './call';
import type { DataPlanes } from './data-planes';
import { openQuestion, passes } from './diff';
import type { ComparedEffect } from './equal-effects';
import { differingEffects } from './equal-effects';
import type { Pairing } from './pairings';
import { pairings } from './pairings';
import type { Probe } from './probes';
import type { SimulationResult } from './result';

/** One of two sets, as far as it makes a difference. */
export interface DifferingSide {
  /** The caller as this side knows it. */
  readonly client: Client;
  readonly result: SimulationResult;
  /** Whether the caller gets through with some request to the same port. */
  readonly isAdmitted: boolean;
  /** Verdict and reason; or the effect. */
  readonly says: string;
}

/** A request that one of two sets lets through and the other does not, or with another effect. */
export interface Difference extends Pick<Pairing, 'service' | 'port' | 'services' | 'caller'> {
  readonly kind: 'verdict' | ComparedEffect;
  readonly probe: Probe;
  readonly before: DifferingSide;
  readonly after: DifferingSide;
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
  const admitted = [new Set<string>(), new Set<string>()] as const;
  const found: { readonly pair: Pairing; readonly kind: Difference['kind']; readonly says: readonly [string, string] }[] = [];
  const place = ({ service, port, caller }: Pairing): string => `${service}:${port} ${caller}`;
  for (const pair of pairings(before, after, planes)) {
    const { before: old, after: next, clients } = pair;
    if (!old || !next) continue;
    requests += 1;
    if (passes(old)) admitted[0].add(place(pair));
    if (passes(next)) admitted[1].add(place(pair));
    if (isOtherVerdict(old, next)) found.push({ pair, kind: 'verdict', says: [verdictText(old), verdictText(next)] });
    else if (passes(old)) found.push(...differingEffects(old, next, clients[0]?.dataPlane === clients[1]?.dataPlane).map(({ kind, says }) => ({ pair, kind, says })));
  }
  const differences = found.map(({ pair, kind, says }): Difference => {
    const { service, port, services, caller, probe, clients } = pair;
    const side = (at: 0 | 1, result: SimulationResult): DifferingSide => ({ client: clients[at]!, result, isAdmitted: admitted[at].has(place(pair)), says: says[at] });
    return { service, port, services, caller, kind, probe, before: side(0, pair.before!), after: side(1, pair.after!) };
  });
  return { requests, differences };
}

/** What is open on both sides has to depend on the same. */
function isOtherVerdict(old: SimulationResult, next: SimulationResult): boolean {
  if (old.verdict !== next.verdict) return true;
  return old.verdict === 'indeterminate' && openQuestion(old.reason) !== openQuestion(next.reason);
}

function verdictText({ verdict, reason }: SimulationResult): string {
  return `${verdict}: ${reason}`;
}
