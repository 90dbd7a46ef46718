import { callsTo } from '../../../manifest/declared-calls';
import type { RoutePolicy } from '../../../manifest/resilience/route-policies';
import { routePolicies } from '../../../manifest/resilience/route-policies';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';
import { listed } from '../../wording';

/** Conditions under which the request cannot have been handled, or which Istio retries unless told otherwise. */
const HARMLESS = new Set(['connect-failure', 'refused-stream', 'reset-before-request', 'unavailable', 'cancelled', 'retriable-status-codes', 'envoy-ratelimited', '429', '425']);
const REPEATABLE = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']);

export const retriesOnUnsafeMethods: Rule = {
  id: 'retries-on-unsafe-methods',
  severity: 'warning',
  what: 'A route retries requests that may have been handled already, and takes methods that must not be repeated.',
  why: 'A reset connection or a 5xx tells nothing of what the server did before it failed. Meshes do not look at the method: a repeated POST can order, book or pay twice.',
  remedy: 'Retry such methods only where the request cannot have arrived (`connect-failure`, `refused-stream`), or give GET and the like a route of their own.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRetry', 'https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2'],
  check(set, report) {
    for (const policy of routePolicies(set)) {
      const { object, retries, methods } = policy;
      const risky = retries && retries.attempts > 0 ? (retries.on ?? []).filter(condition => !HARMLESS.has(condition)) : [];
      if (!retries || !policy.forwards || risky.length === 0 || methods?.every(method => REPEATABLE.has(method))) continue;
      const called = policy.hosts.flatMap(host => callsTo(set, host));
      const unsafe = methods?.find(method => !REPEATABLE.has(method)) ?? called.flatMap(call => call.methods).find(method => !REPEATABLE.has(method));
      const known = called.length > 0 && called.every(call => call.methods.length > 0);
      if (known && unsafe === undefined) continue;
      const caller = called.find(call => unsafe !== undefined && call.methods.includes(unsafe));
      report(object, retries.path, {
        severity: unsafe === undefined ? 'info' : 'warning',
        message: unsafe === undefined ? `The route takes every method and retries on ${listed(risky)}, when the request may have been handled already: a repeated POST does its work twice.`
          : `The route takes ${unsafe}${caller ? `, which ${refText(caller.account.ref)} calls it with,` : ''} and retries on ${listed(risky)}, when the request may have been handled already.`,
        remedy: remedyFor(policy), related: caller ? [caller.account] : [],
      });
    }
  },
};

function remedyFor({ kind }: RoutePolicy): string {
  return kind === 'VirtualService' ? 'Set `retryOn: connect-failure,refused-stream` here, and put this `retryOn` on a route before it with `match: [{ method: { regex: GET|HEAD } }]`.'
    : 'Put `retry` on a rule with `matches: [{ method: GET }]`, and leave it out of the rule for other methods.';
}
