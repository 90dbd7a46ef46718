import { comparePrecedence, matchKey, mayOverlap } from './match';
import type { Problem } from './data-plane';
import type { Intent, ServiceModel, SplitIntent, VersionModel } from './model';
import type { StringMap } from './resource';

/** Why the intents of a service cannot hold together, on any data plane. */
export function compositionProblems(service: ServiceModel): Problem[] {
  return [
    ...twiceOnOnePort(service.splits, 'both split the traffic; make it one TrafficSplit with all versions, or give each its own `port`'),
    ...twiceOnOnePort(service.timeouts, 'both set the request timeout; keep one, or give each its own `port`'),
    ...twiceOnOnePort(service.retries, 'both set the retries; keep one, or give each its own `port`'),
    ...breakersTwice(service),
    ...versionsDiffer(service),
    ...service.splits.flatMap(tiedMatches),
    ...perTryBeyondRequest(service),
  ];
}

function conflict(message: string, ...paths: string[]): Problem {
  return { id: 'conflicting-intents', message, paths };
}

function pairs<T>(list: readonly T[]): (readonly [T, T])[] {
  return list.length < 2 ? [] : list.flatMap((b, j) => list.slice(0, j).map(a => [a, b] as const));
}

function twiceOnOnePort(intents: readonly Intent[], advice: string): Problem[] {
  return pairs(intents).flatMap(([a, b]) => {
    const shared = a.ports.filter(p => b.ports.includes(p));
    return shared.length === 0 ? [] : [conflict(`port ${shared.join(', ')}: ${advice}`, a.path, b.path)];
  });
}

function breakersTwice(service: ServiceModel): Problem[] {
  const own = pairs(service.breakers).flatMap(([a, b]) =>
    (a.limits && b.limits) || (a.ejection && b.ejection)
      ? [conflict(`both set ${a.limits && b.limits ? 'limits' : 'ejection'}; keep one CircuitBreaker`, a.path, b.path)] : []);
  // A service that is a version takes the breaker of the service that sends to it: two different ones leave no right answer.
  const inherited = service.versionOf.filter(v => v.service.breakers.length > 0);
  const doubled = inherited.flatMap(v => service.breakers.map(b =>
    conflict(`"${service.name}" is a version of "${v.service.name}", whose CircuitBreaker holds for its versions too; keep one of the two`, v.service.breakers[0]!.path, b.path)));
  const several = pairs(inherited).filter(([a, b]) => a.service !== b.service).map(([a, b]) =>
    conflict(`"${service.name}" is a version of both "${a.service.name}" and "${b.service.name}", each with a CircuitBreaker; keep one of them`, a.service.breakers[0]!.path, b.service.breakers[0]!.path));
  return [...own, ...doubled, ...several];
}

const sameLabels = (a: StringMap, b: StringMap) => JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());

export function sameVersion(a: VersionModel, b: VersionModel): boolean {
  if (a.name !== b.name) return false;
  if (a.kind === 'labels') return b.kind === 'labels' && sameLabels(a.labels, b.labels);
  return b.kind === 'service' && a.service === b.service;
}

function describe(version: VersionModel): string {
  return version.kind === 'service' ? `Service "${version.service.name}"` : `labels ${JSON.stringify(version.labels)}`;
}

function versionsDiffer(service: ServiceModel): Problem[] {
  const all = service.splits.flatMap(split => split.shares.map(share => ({ split, version: share.version })));
  return pairs(all).flatMap(([a, b]) => {
    if (a.version.name !== b.version.name || sameVersion(a.version, b.version)) return [];
    return [conflict(`version "${a.version.name}" is ${describe(a.version)} in one and ${describe(b.version)} in the other; give them different names or the same pods`, a.split.path, b.split.path)];
  });
}

function tiedMatches(split: SplitIntent): Problem[] {
  const matches = split.shares.flatMap(share => share.match.map(match => ({ version: share.version.name, match })));
  return pairs(matches).flatMap(([a, b]) => {
    if (a.version === b.version || comparePrecedence(a.match, b.match) !== 0 || !mayOverlap(a.match, b.match)) return [];
    return [{
      id: 'ambiguous-rules' as const, paths: [split.path],
      message: `a request can match both ${matchKey(a.match)} (to "${a.version}") and ${matchKey(b.match)} (to "${b.version}"), and neither is more specific; add a condition to one of them`,
    }];
  });
}

function perTryBeyondRequest(service: ServiceModel): Problem[] {
  return service.retries.flatMap(retry => service.timeouts.flatMap(timeout => {
    const perTry = retry.retries.perTryMs;
    if (perTry === undefined || perTry <= timeout.requestMs || !retry.ports.some(p => timeout.ports.includes(p))) return [];
    return [conflict(`perTry ${perTry} ms is longer than the request timeout ${timeout.requestMs} ms, so no attempt would ever be given up; make perTry at most the request timeout`, timeout.path, retry.path)];
  }));
}
