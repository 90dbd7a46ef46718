import { durationText } from '../../../manifest/resilience/durations';
import { routePolicies } from '../../../manifest/resilience/route-policies';
import type { Rule } from '../../rule';
import { counted } from '../../wording';

export const triesBeyondTimeout: Rule = {
  id: 'tries-beyond-timeout',
  severity: 'warning',
  what: 'The time that a route allows for all tries together is over before all of them had theirs.',
  why: 'The timeout of a route covers retries and the waits between them: what does not fit into it never happens, and a server that hangs is tried fewer times than the route says.',
  remedy: 'Raise the timeout, or lower the time for each try or the number of retries, until tries × time for each is at most the timeout.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRetry', 'https://gateway-api.sigs.k8s.io/api-types/httproute/#timeouts-optional'],
  check(set, report) {
    for (const { kind, object, timeout, tryTimeout, retries } of routePolicies(set)) {
      if (!timeout || !tryTimeout || !retries || retries.attempts === 0) continue;
      const tries = retries.attempts + 1;
      const needed = tries * tryTimeout.milliseconds;
      if (needed <= timeout.milliseconds) continue;
      const fit = Math.floor(timeout.milliseconds / tryTimeout.milliseconds);
      const [each, all] = kind === 'VirtualService' ? ['perTryTimeout', 'timeout'] : ['timeouts.backendRequest', 'timeouts.request'];
      report(object, tryTimeout.path, {
        message: `${counted(tries, 'try').replace(/trys$/, 'tries')} of up to ${tryTimeout.text} take ${durationText(needed)}, and the route's timeout is ${timeout.text}: ${fit === 0 ? 'not even one fits' : `only ${fit} ${fit === 1 ? 'fits' : 'fit'}`}.`,
        remedy: `Set \`${all}: ${durationText(needed)}\`, or \`${each}: ${durationText(Math.floor(timeout.milliseconds / tries))}\`.`,
      });
    }
  },
};
