import type { Field } from '../../manifest/field';
import type { Complain } from '../../manifest/istio/complain';
import { checkDuration, quoted } from '../../manifest/istio/complain';

export const RETRY_RULES = ['retries/attempts', 'retries/settings-without-attempts', 'retries/retry-on'] as const;

const CONDITIONS = new Set([
  '5xx', 'gateway-error', 'reset', 'reset-before-request', 'connect-failure', 'retriable-4xx', 'refused-stream', 'retriable-status-codes', 'retriable-headers',
  'envoy-ratelimited', 'http3-post-connect-failure', 'cancelled', 'deadline-exceeded', 'internal', 'resource-exhausted', 'unavailable',
]);

/** Statuses that have a name. */
const STATUSES = new Set([
  ...range(100, 103), ...range(200, 208), 226, ...range(300, 305), 307, 308, ...range(400, 418), ...range(421, 426), 428, 429, 431, 451,
  ...range(500, 508), 510, 511,
]);

export function checkRetries(retries: Field, complain: Complain): void {
  if (!retries.isSet) return;
  const attempts = retries.at('attempts');
  if (attempts.number < 0) {
    complain('retries/attempts', attempts, `\`attempts\` is ${attempts.number}, below zero.`, 'Write 0 for no retries, or a number of them.');
  }
  const settings = retries.set('perTryTimeout', 'retryOn', 'retryRemoteLocalities').filter(key => key !== 'retryOn' || retries.at(key).text !== '');
  if (attempts.number === 0 && settings.length > 0) {
    complain('retries/settings-without-attempts', attempts.isSet ? attempts : retries,
      `\`retries\` has ${quoted(settings)}, but attempts is ${attempts.isSet ? '0' : 'left out, which is 0'}: there is no retry.`,
      `Write attempts, such as 2, or take ${quoted(settings)} out.`);
  }
  const retryOn = retries.at('retryOn');
  const unknown = retryOn.text === '' ? undefined : retryOn.text.split(',').find(condition => !CONDITIONS.has(condition) && !isStatus(condition));
  if (unknown !== undefined) {
    complain('retries/retry-on', retryOn, `\`retryOn\` has "${unknown}", which is no condition of Envoy.`,
      unknown.trim() !== unknown ? 'Write the conditions with commas and without spaces.'
        : 'Write conditions of Envoy with commas and without spaces, such as "connect-failure,refused-stream,503".');
  }
  checkDuration(retries.at('perTryTimeout'), complain);
  checkDuration(retries.at('backoff'), complain);
}

function isStatus(text: string): boolean {
  return /^[+-]?\d+$/.test(text) && STATUSES.has(Number(text));
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
