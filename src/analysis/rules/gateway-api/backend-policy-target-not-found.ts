import { EXPERIMENTAL_GROUP, GATEWAY_GROUP } from '../../../manifest/gateway-api/references';
import { homeOf, knowsServices } from '../../../manifest/known-objects';
import { records, text } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import { findService } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const backendPolicyTargetNotFound: Rule = {
  id: 'backend-policy-target-not-found',
  severity: 'error',
  what: 'A BackendTLSPolicy or XBackendTrafficPolicy names a Service, or a port of one, that is not in its namespace.',
  why: 'The policy has no effect. For a BackendTLSPolicy that means that the gateway goes on talking plaintext to the backend.',
  remedy: 'Put the policy into the namespace of the Service, write `group: ""` and `kind: Service`, and let `sectionName` be the name of a port.',
  aliases: ['Accepted=False/TargetNotFound'],
  see: ['https://gateway-api.sigs.k8s.io/api-types/backendtlspolicy/'],
  check(set, report) {
    for (const policy of [...set.all(GATEWAY_GROUP, 'BackendTLSPolicy'), ...set.all(EXPERIMENTAL_GROUP, 'XBackendTrafficPolicy')]) {
      const namespace = policy.namespace ?? 'default';
      for (const [ref, index] of records(policy.spec['targetRefs'])) {
        const name = text(ref['name']) ?? '';
        const path = ['spec', 'targetRefs', index];
        if (ref['kind'] !== 'Service') continue;
        if (text(ref['group'])) {
          report(policy, [...path, 'group'], { message: `${refText(policy.ref)} targets a Service of group "${ref['group']}", and the group of a Service is the empty text.`, remedy: 'Set `group: ""`.' });
          continue;
        }
        const service = findService(set, namespace, name);
        const section = text(ref['sectionName']);
        if (!service && knowsServices(set, namespace)) {
          const elsewhere = homeOf(set, '', 'Service', name);
          report(policy, [...path, 'name'], {
            message: `${refText(policy.ref)} targets Service ${namespace}/${name}, which does not exist${elsewhere ? `; there is one in namespace ${elsewhere}` : ''}.`,
            remedy: elsewhere ? `Set \`metadata.namespace: ${elsewhere}\`: a policy acts in its own namespace only.` : `Correct the name, or add Service ${namespace}/${name}.`,
          });
        } else if (service && section && !service.ports.some(port => port.name === section)) {
          report(policy, [...path, 'sectionName'], {
            message: `${refText(policy.ref)} targets port ${section} of Service ${namespace}/${name}, which has ${service.ports.map(port => port.name ?? `an unnamed port ${port.port}`).join(', ') || 'no ports'}.`,
            remedy: 'Let sectionName be the name of a port of the Service, or leave it out to target all of them.', related: [service.object],
          });
        }
      }
    }
  },
};
