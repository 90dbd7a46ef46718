import { X509Certificate } from 'node:crypto';
import type { PathStep } from '../../../manifest/field-path';
import { istioGateways } from '../../../manifest/istio/gateways';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { list, record, text } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';
import { listed } from '../../wording';

export const gatewayCredentialMissing: Rule = {
  id: 'gateway-credential-missing',
  severity: 'error',
  what: 'A server of a Gateway names a certificate that is no Secret of the gateway pods\' namespace, or not a usable one.',
  why: 'The gateway reads `credentialName` in the namespace of its pods, not of the Gateway object. Without a certificate the port refuses every connection.',
  remedy: 'Put a Secret of type kubernetes.io/tls of that name into the namespace of the gateway\'s pods.',
  aliases: ['IST0101', 'IST0161'],
  see: ['https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings'],
  check(set, report) {
    const byName = new Map<string, ManifestObject[]>();
    for (const secret of set.all('', 'Secret')) byName.set(secret.name, [...byName.get(secret.name) ?? [], secret]);
    for (const { object, pods, servers } of istioGateways(set)) {
      const homes = [...new Set(pods.map(({ namespace }) => namespace))];
      if (homes.length === 0) continue;
      for (const { tls, path } of servers) {
        const listedNames = list(tls?.['credentialNames']).map((name, index): [string | undefined, PathStep[]] => [text(name), ['tls', 'credentialNames', index]]);
        for (const [name, at] of [[text(tls?.['credentialName']), ['tls', 'credentialName']] as [string | undefined, PathStep[]], ...listedNames]) {
          if (!name || name.includes('://')) continue;
          const known = byName.get(name) ?? [];
          const here = known.filter(({ namespace }) => homes.includes(namespace!));
          const fault = here.map(faultOf).find(one => one !== undefined);
          if (here.length > 0 && fault === undefined) continue;
          report(object, [...path, ...at], {
            severity: known.length > 0 ? 'error' : 'info',
            message: fault ? `Secret ${here[0]!.namespace}/${name} ${fault}.`
              : known.length > 0 ? `The gateway's pods run in namespace ${listed(homes)}, and ${refText(known[0]!.ref)} is read only by those of its own.`
                : `Secret ${name} of namespace ${listed(homes)}, where the gateway's pods run, is not in these manifests.`,
            remedy: fault ? `Give it \`data\` with the certificate as \`tls.crt\` and the key as \`tls.key\`: \`kubectl create secret tls ${name} -n ${here[0]!.namespace} --cert=<file> --key=<file>\`.`
              : `Create it there: \`kubectl create secret tls ${name} -n ${homes[0]!} --cert=<file> --key=<file>\`.`,
            related: known, aliases: [fault ? 'IST0161' : 'IST0101'],
          });
        }
      }
    }
  },
};

function faultOf({ body }: ManifestObject): string | undefined {
  const plain = record(body['stringData']);
  const encoded = record(body['data']);
  const read = (key: string) => text(plain[key]) ?? (text(encoded[key]) === undefined ? undefined : Buffer.from(encoded[key] as string, 'base64').toString('utf8'));
  const certificate = read('tls.crt') ?? read('cert');
  const key = read('tls.key') ?? read('key');
  if (!certificate || !key) {
    const keys = Object.keys({ ...encoded, ...plain });
    return `has no \`tls.crt\` and \`tls.key\`${keys.length > 0 ? ` (it has ${listed(keys)})` : ''}`;
  }
  return isCertificate(certificate) ? undefined : 'has as its certificate what is none in PEM form';
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== null;
  } catch {
    return false;
  }
}
