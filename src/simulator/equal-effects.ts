import { effectsOf, NONE, retriesText } from './effects';
import type { ResultRetries, SimulationResult } from './result';

/** What is compared of requests that arrive on both sides. */
export type ComparedEffect = 'answer' | 'destinations' | 'timeout' | 'retries' | 'request' | 'response' | 'mirrors' | 'fault' | 'limits';

export interface DifferingEffect {
  readonly kind: ComparedEffect;
  readonly says: readonly [before: string, after: string];
}

/**
 * Effects in which two results differ that may come from different meshes: versions count as the same whatever Service stands for them, retries
 * that a mesh makes by itself do not count, and neither does how a mesh words the conditions of retries.
 */
export function differingEffects(before: SimulationResult, after: SimulationResult, sameMesh: boolean): DifferingEffect[] {
  const [old, next] = [before, after].map(result => comparable(result, sameMesh)) as [Effects, Effects];
  return (Object.keys(old) as ComparedEffect[]).flatMap(kind => {
    const says = [old[kind], next[kind]] as const;
    return says[0] === says[1] || says[0] === undefined || says[1] === undefined ? [] : [{ kind, says: [`${kind} ${says[0]}`, `${kind} ${says[1]}`] as const }];
  });
}

type Effects = Readonly<Partial<Record<ComparedEffect, string>>>;

function comparable(result: SimulationResult, sameMesh: boolean): Effects {
  const effects = effectsOf(result);
  if (effects.destinations === undefined) return effects;
  const { status, verdict, destinations, mirrors, retries, request } = result;
  return {
    ...effects,
    answer: `${verdict} ${status ?? ''}`,
    destinations: shares(destinations.map(({ service, port, version, share }) => [version ?? `${service}:${port}`, share])),
    mirrors: shares(mirrors.map(({ service, port, version, percent }) => [version ?? `${service}:${port}`, percent])),
    limits: sameMesh ? effects.limits! : result.limits ? 'set' : NONE,
    retries: sameMesh ? retriesText(retries) : wordless(retries),
    ...(request && { request: `${request.method} ${request.path}${changedHeaders(request.headers)}` }),
  };
}

function shares(parts: readonly (readonly [name: string, share: number])[]): string {
  const sums = new Map<string, number>();
  for (const [name, share] of parts) sums.set(name, (sums.get(name) ?? 0) + share);
  return sums.size === 0 ? NONE : [...sums].map(([name, share]) => `${name} ${Math.round(share * 100) / 100}%`).sort().join(', ');
}

function wordless(retries: ResultRetries | null): string {
  return retries === null || retries.from === 'default' || retries.additional === 0 ? NONE : retriesText({ ...retries, on: [] });
}

function changedHeaders(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers).map(([key, value]) => `, ${key}: ${value}`).sort().join('');
}
