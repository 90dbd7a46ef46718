import type { Rule } from '../../rule';
import { defaultRetries } from './default-retries';
import { ejectionOfEveryEndpoint } from './ejection-of-every-endpoint';
import { failoverWithoutEjection } from './failover-without-ejection';
import { faultLeftInPlace } from './fault-left-in-place';
import { limitOfOne } from './limit-of-one';
import { retriesOnUnsafeMethods } from './retries-on-unsafe-methods';
import { routeWithoutTimeout } from './route-without-timeout';
import { timeoutBeyondCallers } from './timeout-beyond-callers';
import { triesBeyondTimeout } from './tries-beyond-timeout';

export const RESILIENCE_RULES: readonly Rule[] = [
  defaultRetries, ejectionOfEveryEndpoint, failoverWithoutEjection, faultLeftInPlace, limitOfOne, retriesOnUnsafeMethods, routeWithoutTimeout,
  timeoutBeyondCallers, triesBeyondTimeout,
];
