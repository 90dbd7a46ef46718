import { GATEWAY_GROUP } from '../../../manifest/gateway-api/references';
import { knowsKind } from '../../../manifest/known-objects';
import { record, records, text } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const backendTlsCaNotFound: Rule = {
  id: 'backend-tls-ca-not-found',
  severity: 'error',
  what: 'A BackendTLSPolicy takes its certificate authority from a ConfigMap that is not there, or that holds none.',
  why: 'Without the certificate the backend cannot be verified: requests to it are answered with an error.',
  remedy: 'Refer to a ConfigMap of the policy\'s namespace that holds the certificate under the key `ca.crt`. One that is missing is reported where the manifests hold other ConfigMaps of that namespace.',
  aliases: ['Accepted=False/NoValidCACertificate', 'ResolvedRefs=False/InvalidCACertificateRef'],
  see: ['https://gateway-api.sigs.k8s.io/api-types/backendtlspolicy/'],
  check(set, report) {
    for (const policy of set.all(GATEWAY_GROUP, 'BackendTLSPolicy')) {
      const namespace = policy.namespace ?? 'default';
      for (const [ref, index] of records(record(policy.spec['validation'])['caCertificateRefs'])) {
        if (ref['kind'] !== 'ConfigMap' || text(ref['group'])) continue;
        const name = text(ref['name']) ?? '';
        const found = set.find('', 'ConfigMap', namespace, name);
        if (found ? record(found.body['data'])['ca.crt'] !== undefined || record(found.body['binaryData'])['ca.crt'] !== undefined : !knowsKind(set, '', 'ConfigMap', namespace)) continue;
        report(policy, ['spec', 'validation', 'caCertificateRefs', index, 'name'], {
          severity: found ? 'error' : 'warning',
          message: `${refText(policy.ref)} takes its certificate authority from ConfigMap ${namespace}/${name}, which ${found ? 'has no key ca.crt' : 'is not among the ConfigMaps of that namespace in the manifests'}.`,
          remedy: found ? 'Put the PEM text of the certificate under the key `ca.crt`.' : `Correct the name, or add ConfigMap ${namespace}/${name} with the key ca.crt.`,
          related: found ? [found] : [],
        });
      }
    }
  },
};
