import { list, record, records } from '../../../manifest/manifest-object';
import { policyBlocks } from '../../../manifest/resilience/policy-blocks';
import type { Rule } from '../../rule';

export const failoverWithoutEjection: Rule = {
  id: 'failover-without-ejection',
  severity: 'error',
  what: 'A DestinationRule asks for failover between localities without outlier detection.',
  why: 'Traffic leaves a locality only when its endpoints are ejected, and nothing ejects them without outlier detection: the failover never happens.',
  remedy: 'Add `outlierDetection` beside the load balancer.',
  aliases: ['IST0133'],
  see: ['https://istio.io/latest/docs/tasks/traffic-management/locality-load-balancing/failover/'],
  check(set, report) {
    for (const { object, host, fields, effective, path, where } of policyBlocks(set)) {
      const setting = record(record(fields['loadBalancer'])['localityLbSetting']);
      const field = records(setting['failover']).length > 0 ? 'failover' : list(setting['failoverPriority']).length > 0 ? 'failoverPriority' : undefined;
      if (!field || setting['enabled'] === false || effective['outlierDetection'] !== undefined) continue;
      report(object, [...path, 'loadBalancer', 'localityLbSetting', field], {
        message: `Endpoints of ${host}${where && ` (${where})`} are never ejected, so \`${field}\` never takes traffic elsewhere.`,
        remedy: 'Add `outlierDetection: { consecutive5xxErrors: 5, interval: 10s, baseEjectionTime: 30s }` to the same policy.',
      });
    }
  },
};
