import type { Rule } from '../../rule';
import { trafficPolicies } from './traffic-policies';

export const failoverWithoutOutlierDetection: Rule = {
  id: 'failover-without-outlier-detection',
  severity: 'warning',
  what: 'A DestinationRule says where traffic goes when a locality fails, and not how a failure is noticed.',
  why: 'Proxies leave a locality for another one when its endpoints are ejected, and without outlierDetection none ever is.',
  remedy: 'Write outlierDetection beside loadBalancer.',
  aliases: ['IST0133'],
  see: ['https://istio.io/latest/docs/tasks/traffic-management/locality-load-balancing/failover/'],
  check(set, report) {
    for (const { object, policy } of trafficPolicies(set)) {
      for (const setting of [policy.at('loadBalancer', 'localityLbSetting'), policy.at('loadBalancer', 'zoneAwareLbSetting')]) {
        const failover = ['failover', 'failoverPriority'].find(key => setting.at(key).size > 0);
        if (failover === undefined || policy.at('outlierDetection').isSet) continue;
        report(object, setting.at(failover).path, {
          message: `\`${failover}\` never acts: the policy has no outlierDetection, so that no endpoint of "${String(object.spec.host)}" is taken for failed.`,
          remedy: 'Write outlierDetection beside loadBalancer, such as { consecutive5xxErrors: 5, interval: 10s, baseEjectionTime: 30s }.',
        });
      }
    }
  },
};
