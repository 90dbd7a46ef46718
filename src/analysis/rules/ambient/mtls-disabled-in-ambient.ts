import { enrolment, namespaceEnrolment } from '../../../manifest/enrolment';
import { modeOf, namespaceMtls, peerAuthentications, peerSelector } from '../../../manifest/istio/peer-authentication';
import { record } from '../../../manifest/manifest-object';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { selectedWorkloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

export const mtlsDisabledInAmbient: Rule = {
  id: 'mtls-disabled-in-ambient',
  severity: 'warning',
  what: 'A PeerAuthentication for pods of ambient mode says DISABLE.',
  why: 'A ztunnel always encrypts what comes from the mesh, and takes DISABLE for PERMISSIVE. As an exception for one port beside an inherited STRICT it is not read at all: plaintext is refused there.',
  remedy: 'Write PERMISSIVE to admit plaintext; to keep pods out of the mesh, label them `istio.io/dataplane-mode: none`.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/security/peer_authentication/'],
  check(set, report) {
    for (const policy of peerAuthentications(set)) {
      if (!isAmbient(set, policy)) continue;
      if (modeOf(policy.spec['mtls']) === 'DISABLE') {
        report(policy, ['spec', 'mtls', 'mode'], {
          message: 'A ztunnel takes DISABLE for PERMISSIVE: callers in the mesh go on using mTLS.',
          remedy: 'Write mode: PERMISSIVE, or label the pods istio.io/dataplane-mode: none to keep them out of the mesh.',
        });
      }
      const inherits = modeOf(policy.spec['mtls']) === undefined;
      const strict = inherits && namespaceMtls(set, policy.namespace!).mode === 'STRICT';
      for (const [port, mtls] of Object.entries(record(policy.spec['portLevelMtls']))) {
        if (modeOf(mtls) !== 'DISABLE') continue;
        report(policy, ['spec', 'portLevelMtls', port, 'mode'], {
          ...(strict ? { severity: 'error' as const } : {}),
          message: strict ? `The policy has no mode of its own and inherits STRICT; beside that, Istio does not read DISABLE for port ${port}, which goes on refusing plaintext.`
            : `A ztunnel takes DISABLE for PERMISSIVE on port ${port}: callers in the mesh go on using mTLS.`,
          remedy: `Write mode: PERMISSIVE for port ${port}.`,
        });
      }
    }
  },
};

function isAmbient(set: ManifestSet, policy: ManifestObject): boolean {
  const selector = peerSelector(policy);
  if (!selector) return namespaceEnrolment(set, policy.namespace!).dataPlane === 'istio-ambient';
  return selectedWorkloads(set, policy.namespace!, selector).some(workload => enrolment(set, workload).dataPlane === 'istio-ambient');
}
