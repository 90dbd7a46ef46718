import type { ClusterModel } from '../../model/model';

type GatewayApi = ClusterModel['gatewayApi'];

function minor({ version }: GatewayApi): number {
  return Number(version.split('.')[1]);
}

const experimental = (api: GatewayApi) => api.channel === 'experimental';

/** Rules of an HTTPRoute have names: experimental from 1.2, standard from 1.4. Elsewhere the API server refuses or drops them. */
export function hasRuleNames(api: GatewayApi): boolean {
  return experimental(api) || minor(api) >= 4;
}

/** Rules of an HTTPRoute have `retry`: in the experimental channel, from 1.2. */
export function hasRetry(api: GatewayApi): boolean {
  return experimental(api);
}

/** `retry.attempts` may be 0, which is how a route says "no retries". From 1.6 on it must be at least 1. */
export function hasZeroAttempts(api: GatewayApi): boolean {
  return hasRetry(api) && minor(api) < 6;
}
