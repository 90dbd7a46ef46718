import { GATEWAY_GROUP } from '../../../manifest/gateway-api/references';
import { byAge } from '../../../manifest/istio/age';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { records, text } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const backendTlsPolicyConflict: Rule = {
  id: 'backend-tls-policy-conflict',
  severity: 'error',
  what: 'Two BackendTLSPolicies target the same port of a Service.',
  why: 'The older one counts, or the one whose name comes first; the other is refused.',
  remedy: 'Keep one policy for each port: name the port in `sectionName`.',
  aliases: ['Accepted=False/Conflicted'],
  see: ['https://gateway-api.sigs.k8s.io/api-types/backendtlspolicy/'],
  check(set, report) {
    const taken = new Map<string, ManifestObject>();
    for (const policy of [...set.all(GATEWAY_GROUP, 'BackendTLSPolicy')].sort(byAge)) {
      for (const [ref, index] of records(policy.spec['targetRefs'])) {
        const section = text(ref['sectionName']);
        const key = JSON.stringify([policy.namespace, ref['kind'], ref['name'], section ?? '']);
        const first = taken.get(key) ?? policy;
        taken.set(key, first);
        if (first === policy) continue;
        report(policy, ['spec', 'targetRefs', index], {
          message: `${refText(policy.ref)} and ${refText(first.ref)} both target ${ref['kind']} ${policy.namespace}/${ref['name']}${section ? ` port ${section}` : ''}, and only ${refText(first.ref)} counts.`,
          remedy: 'Delete one of the two, or give each the `sectionName` of another port.', related: [first],
        });
      }
    }
  },
};
