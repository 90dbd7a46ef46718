import { enrolment } from '../../../manifest/enrolment';
import type { ManifestSet } from '../../../manifest/manifest-set';
import type { Direction, NetworkRule } from '../../../manifest/network-policies';
import { admitsPort, isolates, isolatingPolicies, networkRules, selectedByPolicy } from '../../../manifest/network-policies';
import { refText } from '../../../manifest/object-ref';
import type { DataPlaneName } from '../../../manifest/settings';
import type { Workload } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

/** Where calls between pods of a mesh arrive, whatever port they are addressed to. */
const TUNNELS: Partial<Record<DataPlaneName, number>> = { 'istio-ambient': 15008, linkerd: 4143 };

export const networkPolicyCutsMeshPort: Rule = {
  id: 'network-policy-cuts-mesh-port',
  severity: 'error',
  what: 'A NetworkPolicy admits ports of the application and not the one at which calls within the mesh arrive.',
  why: 'Between pods of an ambient mesh, calls to any port travel to port 15008, between pods of Linkerd to port 4143. A NetworkPolicy sees that port only: calls from the mesh are cut, while those from outside it pass.',
  remedy: 'Admit the port of the mesh beside the application\'s: 15008 for ambient, 4143 for Linkerd. Who may call which port is then for the mesh\'s own policies to say.',
  aliases: [],
  see: ['https://istio.io/latest/docs/ambient/usage/networkpolicy/', 'https://linkerd.io/2/features/server-policy/'],
  check(set, report) {
    for (const policy of set.all('networking.k8s.io', 'NetworkPolicy')) {
      for (const direction of ['ingress', 'egress'] as const) {
        if (!isolates(policy, direction)) continue;
        const narrow = networkRules(policy, direction).find(namesApplicationPorts);
        if (!narrow) continue;
        const cut = selectedByPolicy(set, policy).find(workload => isCut(set, workload, direction));
        if (!cut) continue;
        const { dataPlane } = enrolment(set, cut);
        const tunnel = TUNNELS[dataPlane]!;
        report(policy, [...narrow.path, 'ports'], {
          message: `${refText(policy.ref)} admits ${direction === 'ingress' ? 'calls to' : 'calls from'} ${refText(cut.object.ref)} on port ${narrow.ports.map(({ port, endPort }) => (endPort === undefined ? port : `${port}-${endPort}`)).join(', ')} only, and calls within ${dataPlane === 'linkerd' ? 'Linkerd' : 'the ambient mesh'} travel to port ${tunnel}: they are cut.`,
          remedy: `Add \`{ protocol: TCP, port: ${tunnel} }\` to these ports.`,
          related: [cut.object],
        });
      }
    }
  },
};

/** Whether no policy that isolates the pods lets the tunnel through. */
function isCut(set: ManifestSet, workload: Workload, direction: Direction): boolean {
  const tunnel = TUNNELS[enrolment(set, workload).dataPlane];
  // Ports that are taken out of the mesh are called directly.
  if (tunnel === undefined || workload.annotations[`config.linkerd.io/skip-${direction === 'ingress' ? 'inbound' : 'outbound'}-ports`]) return false;
  return !isolatingPolicies(set, workload, direction).flatMap(policy => networkRules(policy, direction)).some(rule => admitsPort(rule, tunnel));
}

/** Whether a rule means calls to applications in the cluster: names ports, not only that of DNS, for more than ranges of addresses. */
function namesApplicationPorts({ ports, peers }: NetworkRule): boolean {
  return ports.some(({ protocol, port }) => (protocol ?? 'TCP') === 'TCP' && port !== 53) && (peers.length === 0 || peers.some(peer => peer['ipBlock'] === undefined));
}
