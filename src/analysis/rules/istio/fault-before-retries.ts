import { httpRoutes, virtualServices } from '../../../manifest/istio/virtual-services';
import { record } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

export const faultBeforeRetries: Rule = {
  id: 'fault-before-retries',
  severity: 'warning',
  what: 'A route injects a fault, and has retries or a timeout that the fault does not pass.',
  why: 'The caller\'s proxy injects faults before it routes: an injected abort is not retried, and an injected delay does not count for the timeout. Such a test shows nothing of the retries and timeouts.',
  remedy: 'Inject the fault one call further on, in a VirtualService for a host that the called service itself calls, or test retries without injection.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPFaultInjection'],
  check(set, report) {
    for (const one of virtualServices(set)) {
      for (const { route, object, path } of httpRoutes(set, one)) {
        const { abort, delay } = record(route['fault']);
        const retried = isInjected(abort) && route['retries'] !== undefined && record(route['retries'])['attempts'] !== 0;
        const timed = isInjected(delay) && route['timeout'] !== undefined;
        if (!retried && !timed) continue;
        report(object, [...path, 'fault'], {
          message: `${retried ? 'The injected abort is not retried: `retries` of this route has no effect on it' : `The injected delay does not count for \`timeout: ${String(route['timeout'])}\` of this route`}.`,
          remedy: `Remove \`${retried ? 'retries' : 'timeout'}\` while the fault is there, or inject the fault in the VirtualService of a host that the called service calls.`,
        });
      }
    }
  },
};

/** Without a percentage nothing is injected. */
export function isInjected(fault: unknown): boolean {
  const { percentage, percent } = record(fault);
  const value: unknown = record(percentage)['value'];
  return (typeof value === 'number' && value > 0) || (typeof percent === 'number' && percent > 0);
}
