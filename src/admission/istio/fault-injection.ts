import type { Field } from '../../manifest/field';
import type { Complain } from '../../manifest/istio/complain';
import { checkDuration } from '../../manifest/istio/complain';

export const FAULT_RULES = ['fault/empty', 'fault/percentage', 'fault/http-status', 'fault/grpc-status', 'fault/unsupported'] as const;

const GRPC_STATUSES = [
  'OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS', 'PERMISSION_DENIED', 'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED',
];

export function checkFault(fault: Field, complain: Complain): void {
  if (!fault.isSet) return;
  const [abort, delay] = [fault.at('abort'), fault.at('delay')];
  if (!abort.isSet && !delay.isSet) {
    complain('fault/empty', fault, 'A fault has neither abort nor delay.', 'Write abort or delay, or take fault out.');
  }
  for (const percentage of [abort.at('percentage', 'value'), delay.at('percentage', 'value')]) {
    const value = percentage.number;
    if (value === 0 || (value >= 0.0001 && value <= 100)) continue;
    complain('fault/percentage', percentage, `A fault cannot have a percentage of ${value}.`, 'Write 0, or a number from 0.0001 to 100.');
  }
  checkAbort(abort, complain);
  checkDuration(delay.at('fixedDelay'), complain);
  checkDuration(delay.at('exponentialDelay'), complain);
  if (delay.at('exponentialDelay').isSet) {
    complain('fault/unsupported', delay.at('exponentialDelay'), '`exponentialDelay` is in the schema, but Istio does not take it.', 'Write fixedDelay.');
  }
}

function checkAbort(abort: Field, complain: Complain): void {
  const [http, grpc, http2] = [abort.at('httpStatus'), abort.at('grpcStatus'), abort.at('http2Error')];
  if (http.isSet && (http.number < 200 || http.number > 600)) {
    complain('fault/http-status', http, `\`httpStatus\` ${http.number} is no status of a response.`, 'Write a status from 200 to 599, such as 503.');
  }
  if (grpc.isSet && !GRPC_STATUSES.includes(grpc.text)) {
    complain('fault/grpc-status', grpc, `\`grpcStatus\` "${grpc.text}" is no status of gRPC.`, 'Write its name in capitals, such as UNAVAILABLE or NOT_FOUND.');
  }
  if (http2.isSet) {
    complain('fault/unsupported', http2, '`http2Error` is in the schema, but Istio does not take it.', 'Write httpStatus or grpcStatus.');
  }
}
