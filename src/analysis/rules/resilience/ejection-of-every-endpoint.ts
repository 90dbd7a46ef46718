import { record } from '../../../manifest/manifest-object';
import { policyBlocks } from '../../../manifest/resilience/policy-blocks';
import type { Rule } from '../../rule';

export const ejectionOfEveryEndpoint: Rule = {
  id: 'ejection-of-every-endpoint',
  severity: 'warning',
  what: 'Outlier detection may eject every endpoint of a host.',
  why: 'Istio switches off Envoy\'s own guard, which calls all endpoints when too few are healthy. A fault that all of them have, of a database for instance, then ends in 503 for everybody, though each could still answer some requests.',
  remedy: 'Lower `maxEjectionPercent`, or set `minHealthPercent`: below it, ejection is ignored.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/networking/destination-rule/#OutlierDetection'],
  check(set, report) {
    for (const { object, host, fields, path, where } of policyBlocks(set)) {
      const { maxEjectionPercent, minHealthPercent } = record(fields['outlierDetection']);
      if (typeof maxEjectionPercent !== 'number' || maxEjectionPercent < 100 || minHealthPercent > 0) continue;
      report(object, [...path, 'outlierDetection', 'maxEjectionPercent'], {
        message: `All endpoints of ${host}${where && ` (${where})`} may be ejected at once (100 %), and without \`minHealthPercent\` nothing is called then.`,
        remedy: 'Set `maxEjectionPercent: 50`, or add `minHealthPercent: 30`.',
      });
    }
  },
};
