import { listenerOwners } from '../../../manifest/gateway-api/gateways';
import type { Reference } from '../../../manifest/gateway-api/references';
import { knowsKind } from '../../../manifest/known-objects';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { record, text } from '../../../manifest/manifest-object';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { view } from '../../../manifest/manifest-set';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

/** Objects of which a controller makes a Secret, and the name that it gets. */
const secretsMade = view(set => new Set([
  ...set.all('cert-manager.io', 'Certificate').map(({ namespace, spec }) => `${namespace}/${text(record(spec)['secretName'])}`),
  ...set.all('external-secrets.io', 'ExternalSecret').map(({ namespace, name, spec }) => `${namespace}/${text(record(record(spec)['target'])['name']) ?? name}`),
  ...set.all('bitnami.com', 'SealedSecret').map(({ namespace, name }) => `${namespace}/${name}`),
]));

export const certificateNotFound: Rule = {
  id: 'certificate-not-found',
  severity: 'error',
  what: 'A listener takes its certificate from something that is not there, or that holds no certificate.',
  why: 'The listener is not programmed: connections to it are refused, for all of its routes.',
  remedy: 'Refer to a Secret of type kubernetes.io/tls with the keys tls.crt and tls.key. A Secret that is missing is reported where the manifests hold other Secrets of that namespace.',
  aliases: ['ResolvedRefs=False/InvalidCertificateRef'],
  see: ['https://gateway-api.sigs.k8s.io/guides/tls/'],
  check(set, report) {
    for (const { object, listeners } of listenerOwners(set)) {
      // cert-manager makes the Secrets of Gateways that name an issuer.
      const issued = Object.keys(object.annotations).some(key => key.startsWith('cert-manager.io/'));
      for (const { certificates, name } of listeners) {
        for (const ref of certificates) {
          const problem = problemOf(set, ref, issued);
          if (!problem) continue;
          report(object, [...ref.path, problem.field], {
            severity: problem.severity,
            message: `Listener ${name} of ${refText(object.ref)} takes its certificate from ${ref.kind} ${ref.namespace}/${ref.name}, ${problem.why}.`,
            remedy: problem.remedy, related: problem.secret ? [problem.secret] : [],
          });
        }
      }
    }
  },
};

interface Problem {
  readonly field: 'group' | 'kind' | 'name';
  readonly severity: 'error' | 'warning';
  readonly why: string;
  readonly remedy: string;
  readonly secret?: ManifestObject;
}

function problemOf(set: ManifestSet, { group, kind, namespace, name }: Reference, issued: boolean): Problem | undefined {
  if (kind === 'Secret' && group !== '') return { field: 'group', severity: 'error', why: `and the group of a Secret is the empty text, not "${group}"`, remedy: 'Set `group: ""`, or leave `group` out.' };
  if (kind === 'Certificate') return { field: 'kind', severity: 'error', why: 'which is a request for a certificate and not the Secret that holds it', remedy: 'Set `kind: Secret`, without a group, and the name that stands in secretName of the Certificate.' };
  if (kind !== 'Secret') return undefined;
  const secret = set.find('', 'Secret', namespace, name);
  if (!secret) {
    if (issued || secretsMade(set).has(`${namespace}/${name}`) || !knowsKind(set, '', 'Secret', namespace)) return undefined;
    return { field: 'name', severity: 'warning', why: 'which is not among the Secrets of that namespace in the manifests', remedy: `Correct the name, or add Secret ${namespace}/${name} of type kubernetes.io/tls.` };
  }
  const keys = new Set([...Object.keys(record(secret.body['data'])), ...Object.keys(record(secret.body['stringData']))]);
  // Istio reads a pair of these names too.
  if ((keys.has('tls.crt') && keys.has('tls.key')) || (keys.has('cert') && keys.has('key'))) return undefined;
  // An empty one of the right type is filled in the cluster.
  if (keys.size === 0 && secret.body['type'] === 'kubernetes.io/tls') return undefined;
  return { field: 'name', severity: 'error', why: `which holds ${keys.size === 0 ? 'no data' : `only ${[...keys].join(', ')}`}`, remedy: 'Let the Secret be of type kubernetes.io/tls and hold tls.crt and tls.key.', secret };
}
