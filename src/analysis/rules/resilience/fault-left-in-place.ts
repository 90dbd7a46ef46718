import { httpRoutes, virtualServices } from '../../../manifest/istio/virtual-services';
import { record } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

export const faultLeftInPlace: Rule = {
  id: 'fault-left-in-place',
  severity: 'info',
  what: 'A route injects faults.',
  why: 'Whoever calls the host by that route gets errors or delays on purpose, until the fault is removed.',
  remedy: 'Remove the fault when the test is over, or match the requests of the test only.',
  aliases: [],
  see: ['https://istio.io/latest/docs/tasks/traffic-management/fault-injection/'],
  check(set, report) {
    for (const one of virtualServices(set)) {
      for (const { route, object, path } of httpRoutes(set, one)) {
        for (const [field, what] of [['abort', 'are answered with an error'], ['delay', 'are delayed']] as const) {
          const { percentage, percent } = record(record(route['fault'])[field]);
          const share: unknown = record(percentage)['value'] ?? percent;
          if (typeof share !== 'number' || share <= 0) continue;
          report(object, [...path, 'fault', field], {
            message: `${share} % of the route's requests ${what} on purpose.`,
            remedy: `Remove \`fault.${field}\` when the test is over, or add a \`match\` by a header that only the test sends.`,
          });
        }
      }
    }
  },
};
