import { singleUnit } from '../../model/duration';
import type { EjectionModel, ServiceModel } from '../../model/model';
import type { StringMap } from '../../model/resource';

const MODE = 'balancer.linkerd.io/failure-accrual';

/** The longest penalty: what Istio's proxies have, too. */
export const MAX_PENALTY_MS = 300_000;

/** The ejection of the service's own breaker. A version takes it from the Service that callers dial, so nothing is inherited here. */
export function ownEjection(service: ServiceModel): EjectionModel | undefined {
  return service.breakers.find(b => b.ejection)?.ejection;
}

/**
 * Annotations of the Service that callers dial; they hold for the pods of its versions too. One bad value would switch the whole feature off
 * without a word, and so would a longest penalty below the shortest.
 */
export function failureAccrual(service: ServiceModel): StringMap {
  const ejection = ownEjection(service);
  if (!ejection) return {};
  return {
    [MODE]: 'consecutive',
    [`${MODE}-consecutive-max-failures`]: String(ejection.consecutiveErrors),
    [`${MODE}-consecutive-min-penalty`]: singleUnit(ejection.baseEjectionMs),
    [`${MODE}-consecutive-max-penalty`]: singleUnit(Math.max(ejection.baseEjectionMs, MAX_PENALTY_MS)),
  };
}
