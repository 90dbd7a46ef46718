import { declaredCalls } from '../../../manifest/declared-calls';
import type { RoutePolicy } from '../../../manifest/resilience/route-policies';
import { policiesOfCallsTo } from '../../../manifest/resilience/route-policies';
import { servicesOf } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const timeoutBeyondCallers: Rule = {
  id: 'timeout-beyond-callers',
  severity: 'warning',
  what: 'A service waits longer for a call that it makes than its own callers wait for it.',
  why: 'When they have given up, it still works for nobody, and their retries make it do the same again: timeouts have to shrink from the edge inwards.',
  remedy: 'Make the timeout of the inner call shorter than that of the outer one, with room for the service\'s own work.',
  aliases: [],
  see: ['https://sre.google/sre-book/addressing-cascading-failures/'],
  check(set, report) {
    for (const { callers, to } of declaredCalls(set)) {
      const inner = policiesOfCallsTo(set, to.host).filter(({ timeout }) => timeout);
      if (inner.length === 0) continue;
      for (const service of new Set(callers.flatMap(caller => servicesOf(set, caller)))) {
        const outer = longest(policiesOfCallsTo(set, service.host));
        if (!outer || service.host === to.host) continue;
        for (const { object, timeout } of inner) {
          if (timeout!.milliseconds <= outer.timeout!.milliseconds) continue;
          report(object, timeout!.path, {
            message: `Service ${service.namespace}/${service.name} calls ${to.namespace}/${to.name} and waits up to ${timeout!.text}, while its own callers give up after ${outer.timeout!.text}.`,
            remedy: `Set this timeout below ${outer.timeout!.text}, or raise that for calls to ${service.namespace}/${service.name} above ${timeout!.text}.`,
            related: [outer.object],
          });
        }
      }
    }
  },
};

/** The route with the longest timeout; undefined where one has none. */
function longest(policies: readonly RoutePolicy[]): RoutePolicy | undefined {
  if (policies.some(({ timeout, forwards }) => forwards && !timeout)) return undefined;
  return policies.filter(({ timeout }) => timeout).reduce<RoutePolicy | undefined>((most, policy) => (most && most.timeout!.milliseconds >= policy.timeout!.milliseconds ? most : policy), undefined);
}
