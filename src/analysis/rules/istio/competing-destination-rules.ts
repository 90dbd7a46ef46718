import type { DestinationRule } from '../../../manifest/istio/destination-rules';
import { destinationRules, destinationRulesNamed } from '../../../manifest/istio/destination-rules';
import { seenTogether } from '../../../manifest/istio/export';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const competingDestinationRules: Rule = {
  id: 'competing-destination-rules',
  severity: 'warning',
  what: 'Two DestinationRules of one namespace are for the same host, and part of one is lost.',
  why: 'Istio joins them only where they are exported alike: subsets are added up, the first of a name counts, and the `trafficPolicy` of the older one holds as a whole. Exported differently they stay apart, and the newest that a client sees is the only one that it reads.',
  remedy: 'Keep one DestinationRule for a host in a namespace.',
  aliases: ['KIA0201'],
  see: ['https://istio.io/latest/docs/ops/best-practices/traffic-management/#split-virtual-services'],
  check(set, report) {
    const hosts = new Set(destinationRules(set).map(({ host }) => host));
    for (const host of hosts) {
      const firsts = new Map<string, DestinationRule>();
      for (const rule of destinationRulesNamed(set, host)) {
        if (rule.workloadSelector) continue;
        const first = firsts.get(rule.namespace);
        if (!first) {
          firsts.set(rule.namespace, rule);
          continue;
        }
        if (!seenTogether(first.visibility, rule.visibility)) continue;
        const other = refText(first.objects[0]!.ref);
        const alike = sameExport(first, rule);
        const policy = first.trafficPolicy && rule.trafficPolicy;
        const twice = rule.subsets.find(({ name }) => first.subsets.some(subset => subset.name === name));
        if (alike && !policy && !twice) continue;
        report(rule.objects[0]!, alike ? (policy ? rule.trafficPolicy.path : twice!.path) : ['spec', 'host'], {
          message: !alike ? `${other} is for ${host} too, and since the two are exported differently, each client reads only one of them.`
            : policy ? `${other} has a \`trafficPolicy\` for ${host} too, and only that of the DestinationRule that was created first holds.`
              : `${other} declares subset "${twice!.name}" of ${host} too, and only that of the DestinationRule that was created first counts.`,
          remedy: `Join the two into one DestinationRule for ${host}.`,
          related: [first.objects[0]!],
        });
      }
    }
  },
};

function sameExport({ visibility: one }: DestinationRule, { visibility: other }: DestinationRule): boolean {
  return one.said.length === other.said.length && one.said.every(name => other.said.includes(name));
}
