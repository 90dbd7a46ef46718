/** When another attempt is made. `server-errors` are the answers 500–599, `gateway-errors` 502, 503 and 504. */
export type RetryCondition =
  | { readonly kind: 'connect-failure' | 'refused-stream' | 'reset' }
  | { readonly kind: 'server-errors' | 'gateway-errors' }
  | { readonly kind: 'http-status'; readonly code: number }
  | { readonly kind: 'grpc-status'; readonly status: GrpcStatusName };

/** The gRPC statuses that some data plane can retry on. */
export type GrpcStatusName = 'cancelled' | 'deadline-exceeded' | 'internal' | 'resource-exhausted' | 'unavailable';

/** Additional attempts after the first; none at all if `additional` is 0. */
export interface RetryModel {
  readonly additional: number;
  readonly perTryMs?: number;
  readonly on: readonly RetryCondition[];
}

/** A text that is the same for conditions with the same meaning. */
export function conditionKey(condition: RetryCondition): string {
  return condition.kind === 'http-status' ? String(condition.code) : condition.kind === 'grpc-status' ? `grpc:${condition.status}` : condition.kind;
}

/** The same for whole retry settings, whatever the order of their conditions. */
export function retryKey(retries: RetryModel | undefined): string {
  return retries ? JSON.stringify([retries.additional, retries.perTryMs, retries.on.map(conditionKey).sort()]) : 'default';
}
