import type { VirtualServiceSpecHttpRetries } from '../../../../imports/networking-istio-io';
import { singleUnit } from '../../../model/duration';
import type { RetryCondition, RetryModel } from '../../../model/retries';

/** Only `attempts: 0` takes away the two retries that Istio makes by default, and nothing may stand beside it. */
export function httpRetries(retries: RetryModel): VirtualServiceSpecHttpRetries {
  if (retries.additional === 0) return { attempts: 0 };
  const retryOn = [...new Set(retries.on.map(token))].sort().join(',');
  return {
    attempts: retries.additional,
    ...(retries.perTryMs !== undefined && { perTryTimeout: singleUnit(retries.perTryMs) }),
    ...(retryOn !== '' && { retryOn }),
  };
}

function token(condition: RetryCondition): string {
  switch (condition.kind) {
    case 'server-errors': return '5xx';
    case 'gateway-errors': return 'gateway-error';
    case 'http-status': return String(condition.code);
    case 'grpc-status': return condition.status;
    default: return condition.kind;
  }
}
