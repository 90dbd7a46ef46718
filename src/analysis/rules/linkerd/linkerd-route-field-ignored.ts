import { linkerdDuration, goDuration, singleUnit } from '../../../manifest/linkerd/duration';
import { GATEWAY_GROUP } from '../../../manifest/linkerd/references';
import { linkerdRoutes } from '../../../manifest/linkerd/route-parents';
import { record, records, text } from '../../../manifest/manifest-object';
import type { Rule, Words } from '../../rule';

export const linkerdRouteFieldIgnored: Rule = {
  id: 'linkerd-route-field-ignored',
  severity: 'error',
  what: 'A rule of a route states a timeout, retries or a session that Linkerd does not read.',
  why: 'Linkerd reads `timeouts.request` of a rule and nothing else of how to try again or how long to wait. `timeouts.backendRequest`, `retry` and `sessionPersistence` are accepted and have no effect; neither has a timeout of several units, such as 1m30s.',
  remedy: 'Use the `retry.linkerd.io/` and `timeout.linkerd.io/` annotations of the route, and durations of one unit.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/timeouts/', 'https://linkerd.io/2-edge/reference/retries/'],
  check(set, report) {
    for (const [route, parents] of linkerdRoutes(set)) {
      // Where another parent is not Linkerd's, somebody else may read these fields.
      if (parents.length < records(route.spec['parentRefs']).length || parents.every(({ kind }) => kind === 'Server')) continue;
      for (const [rule, index] of records(route.spec['rules'])) {
        const at = ['spec', 'rules', index];
        const { request, backendRequest } = record(rule['timeouts']);
        if (text(backendRequest) !== undefined) report(route, [...at, 'timeouts', 'backendRequest'], backendTimeout(backendRequest as string));
        const written = text(request);
        const reading = written === undefined ? { ms: 0 } : linkerdDuration(written);
        const ms = written === undefined ? undefined : goDuration(written);
        if (route.group === GATEWAY_GROUP && !('ms' in reading) && ms !== undefined) {
          report(route, [...at, 'timeouts', 'request'], {
            message: `Linkerd takes the timeout "${written}" for none: ${reading.problem}.`, remedy: `Write ${Number.isInteger(ms) ? singleUnit(ms) : '1s'}.`,
          });
        }
        if (rule['retry'] !== undefined) report(route, [...at, 'retry'], {
          message: 'Linkerd does not read `retry` of a rule.', remedy: 'Write the annotations retry.linkerd.io/http: 5xx and retry.linkerd.io/limit: "2" on the route.',
        });
        if (rule['sessionPersistence'] !== undefined) report(route, [...at, 'sessionPersistence'], {
          message: 'Linkerd keeps no sessions: `sessionPersistence` has no effect.', remedy: 'Take it out, and let the application find its sessions from any pod.',
        });
      }
    }
  },
};

function backendTimeout(value: string): Words {
  const ms = goDuration(value);
  const one = ms !== undefined && Number.isInteger(ms) ? singleUnit(ms) : '1s';
  return {
    message: `Linkerd does not read \`backendRequest\`: no try is ended after ${value}.`,
    remedy: `Write the annotation retry.linkerd.io/timeout: ${one} beside retries, or timeout.linkerd.io/response: ${one}.`,
  };
}
