import type { Manifest } from '../app';
import { serviceOfHost } from './services';
import type { Policy } from './words';

export function destinationRuleOf(objects: readonly Manifest[], service: string): Manifest | undefined {
  const found = objects.filter(o => o.kind === 'DestinationRule' && serviceOfHost(o.spec.host) === service);
  if (found.length > 1) throw new Error(`several DestinationRules for ${service}: one of them is not in force`);
  return found[0];
}

/** What Istio's proxies do with requests that were routed to a Service; subsets inherit it. */
export function policyOf(objects: readonly Manifest[], service: string): Policy {
  const { connectionPool: pool, outlierDetection: outliers } = destinationRuleOf(objects, service)?.spec.trafficPolicy ?? {};
  const limits = pool && [
    [pool.tcp?.maxConnections, 'connections'], [pool.http?.http1MaxPendingRequests, 'waiting'], [pool.http?.http2MaxRequests, 'requests'],
  ].flatMap(([count, what]) => (count === undefined ? [] : [`${count} ${what}`])).join(', ');
  const ejection = outliers && `out for ${outliers.baseEjectionTime} after ${outliers.consecutive5xxErrors} errors, looked at each ${outliers.interval}, at most ${outliers.maxEjectionPercent} %`;
  return { ...(limits && { limits }), ...(ejection && { ejection }) };
}
