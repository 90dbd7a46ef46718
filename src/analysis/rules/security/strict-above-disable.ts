import type { PathStep } from '../../../manifest/field-path';
import { enrolment } from '../../../manifest/enrolment';
import { modeOf, namespaceMtls, peerAuthentications, peerSelector } from '../../../manifest/istio/peer-authentication';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { record } from '../../../manifest/manifest-object';
import { selectedWorkloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

export const strictAboveDisable: Rule = {
  id: 'strict-above-disable',
  severity: 'error',
  what: 'A PeerAuthentication requires mTLS of callers of some pods, in a namespace or mesh where it is disabled.',
  why: 'Callers with sidecars go by the mode of the namespace and go on sending plaintext, which the pods refuse: HTTP calls end with 503, others are reset.',
  remedy: 'Give the namespace the mode PERMISSIVE, which callers answer with mTLS.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/security/peer_authentication/'],
  check(set, report) {
    for (const policy of peerAuthentications(set)) {
      const selector = peerSelector(policy);
      const inherited = selector ? namespaceMtls(set, policy.namespace!) : undefined;
      if (!selector || inherited?.mode !== 'DISABLE') continue;
      const pod = selectedWorkloads(set, policy.namespace!, selector).find(workload => enrolment(set, workload).dataPlane === 'istio-sidecar');
      const path = strictAt(policy);
      if (!pod || !path) continue;
      const { decidedBy } = inherited;
      report(policy, path, {
        message: `The pods of ${pod.name} require mTLS, and their callers send plaintext, since PeerAuthentication ${decidedBy!.namespace}/${decidedBy!.name} says DISABLE for the ${decidedBy!.namespace === policy.namespace ? 'namespace' : 'mesh'}.`,
        remedy: `Write \`mtls: { mode: PERMISSIVE }\` in PeerAuthentication ${decidedBy!.namespace}/${decidedBy!.name}.`,
        related: [decidedBy!, pod.object],
      });
    }
  },
};

function strictAt({ spec }: ManifestObject): readonly PathStep[] | undefined {
  if (modeOf(spec['mtls']) === 'STRICT') return ['spec', 'mtls', 'mode'];
  const port = Object.entries(record(spec['portLevelMtls'])).find(([, mtls]) => modeOf(mtls) === 'STRICT')?.[0];
  return port === undefined ? undefined : ['spec', 'portLevelMtls', port, 'mode'];
}
