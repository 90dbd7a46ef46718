import ipaddr from 'ipaddr.js';
import { enrolment } from '../../../manifest/enrolment';
import { record, text } from '../../../manifest/manifest-object';
import { admitsPort, isolatingPolicies, networkRules } from '../../../manifest/network-policies';
import { refText } from '../../../manifest/object-ref';
import { probesOf } from '../../../manifest/probes';
import { workloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

/** The source address that probes have in an ambient mesh. */
const PROBE_SOURCE = '169.254.7.127';

export const networkPolicyCutsProbes: Rule = {
  id: 'network-policy-cuts-probes',
  severity: 'warning',
  what: 'NetworkPolicies cut the kubelet\'s probes of pods in an ambient mesh.',
  why: 'Network plugins let the node\'s own calls to its pods through, but in an ambient mesh probes come from the address 169.254.7.127, which they do not know. Pods then never become ready, or are restarted.',
  remedy: 'Admit `ipBlock: { cidr: 169.254.7.127/32 }` in `from` of a NetworkPolicy that selects the pods.',
  aliases: [],
  see: ['https://istio.io/latest/docs/ambient/usage/networkpolicy/'],
  check(set, report) {
    for (const workload of workloads(set)) {
      if (workload.madeBy || enrolment(set, workload).dataPlane !== 'istio-ambient') continue;
      const policies = isolatingPolicies(set, workload, 'ingress');
      if (policies.length === 0) continue;
      const rules = policies.flatMap(policy => networkRules(policy, 'ingress'));
      const cut = probesOf(workload).find(({ number }) => number !== undefined && !rules.some(rule => isFromNode(rule.peers) && admitsPort(rule, number, name => workload.ports.find(port => port.name === name)?.number)));
      if (!cut) continue;
      report(policies[0]!, ['spec'], {
        message: `In the ambient mesh the ${cut.kind} of ${refText(workload.object.ref)} on port ${cut.number} comes from ${PROBE_SOURCE}, which ${policies.map(policy => refText(policy.ref)).join(' and ')} ${policies.length === 1 ? 'does' : 'do'} not admit.`,
        remedy: `Add \`- from: [{ ipBlock: { cidr: ${PROBE_SOURCE}/32 } }]\` to spec.ingress.`,
        related: [workload.object],
      });
    }
  },
};

function isFromNode(peers: readonly Record<string, unknown>[]): boolean {
  return peers.length === 0 || peers.some(peer => {
    const cidr = text(record(peer['ipBlock'])['cidr']);
    return cidr !== undefined && ipaddr.IPv4.isValidCIDR(cidr) && ipaddr.IPv4.parse(PROBE_SOURCE).match(ipaddr.IPv4.parseCIDR(cidr));
  });
}
