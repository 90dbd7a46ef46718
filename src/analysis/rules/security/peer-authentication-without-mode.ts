import { enrolment } from '../../../manifest/enrolment';
import { modeOf, namespaceMtls, peerAuthentications, peerSelector, workloadPeerAuthentication } from '../../../manifest/istio/peer-authentication';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { record } from '../../../manifest/manifest-object';
import type { ManifestSet } from '../../../manifest/manifest-set';
import type { Workload } from '../../../manifest/workloads';
import { workloadsIn } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

export const peerAuthenticationWithoutMode: Rule = {
  id: 'peer-authentication-without-mode',
  severity: 'warning',
  what: 'A PeerAuthentication for a namespace, or for the mesh, says no mode.',
  why: 'It leaves everything as it was inherited, and takes the place of one that would say something. In ambient mode it can open pods: beside exceptions for single ports, an inherited STRICT is lost.',
  remedy: 'Write `mtls: { mode: STRICT }`, or the mode that is meant, or remove the policy.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/security/peer_authentication/'],
  check(set, report) {
    for (const policy of peerAuthentications(set)) {
      // A mode that does not exist is refused as such.
      if (peerSelector(policy) || modeOf(policy.spec['mtls']) !== undefined || isUnknown(policy.spec['mtls'])) continue;
      const { mode, decidedBy } = namespaceMtls(set, policy.namespace!);
      const opened = mode === 'STRICT' && policy.namespace !== set.settings.rootNamespace ? openedPods(set, policy) : undefined;
      report(policy, ['spec'], {
        ...(opened ? { severity: 'error' as const } : {}),
        message: opened ? `The policy says no mode: beside the ports that PeerAuthentication ${opened.policy.name} excepts, the STRICT of the mesh is lost for the pods of ${opened.workload.name}, which then take plaintext on every port.`
          : `The policy says no mode, and ${mode} goes on to hold${decidedBy ? ` from PeerAuthentication ${decidedBy.namespace}/${decidedBy.name}` : ', the default'}.`,
        remedy: `Write \`mtls: { mode: ${mode === 'PERMISSIVE' ? 'STRICT' : mode} }\`, or remove PeerAuthentication ${policy.name}.`,
        related: opened ? [opened.policy, opened.workload.object] : [],
      });
    }
  },
};

function isUnknown(mtls: unknown): boolean {
  const { mode } = record(mtls);
  return mode !== undefined && mode !== null && mode !== 'UNSET';
}

/** Pods of ambient mode in its namespace for which a policy excepts ports, and says no mode itself. */
function openedPods(set: ManifestSet, { namespace }: ManifestObject): { readonly policy: ManifestObject; readonly workload: Workload } | undefined {
  for (const workload of workloadsIn(set, namespace!)) {
    const policy = workloadPeerAuthentication(set, workload);
    if (!policy || modeOf(policy.spec['mtls']) !== undefined || enrolment(set, workload).dataPlane !== 'istio-ambient') continue;
    if (Object.values(record(policy.spec['portLevelMtls'])).some(mtls => modeOf(mtls) === 'PERMISSIVE')) return { policy, workload };
  }
  return undefined;
}
