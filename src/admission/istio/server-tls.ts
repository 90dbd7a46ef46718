import type { Field } from '../../manifest/field';
import type { Complain } from '../../manifest/istio/complain';
import { quoted } from '../../manifest/istio/complain';

export const SERVER_TLS_RULES = ['server-tls/istio-mutual', 'server-tls/several-certificates', 'server-tls/certificate', 'server-tls/client-ca', 'server-tls/crl'] as const;

const CERTIFICATES = ['serverCertificate', 'privateKey', 'caCertificates', 'tlsCertificates', 'credentialName', 'credentialNames'];

/** The `tls` of a server of a Gateway, or of an ingress listener of a Sidecar. */
export function checkServerTls(tls: Field, complain: Complain): void {
  if (!tls.isSet) return;
  const mode = tls.at('mode').text || 'PASSTHROUGH';
  if (mode === 'ISTIO_MUTUAL') {
    for (const key of given(tls, CERTIFICATES)) {
      complain('server-tls/istio-mutual', tls.at(key), `\`tls\` has mode ISTIO_MUTUAL, which uses Istio's certificates, and ${key}.`, `Take ${key} out, or use mode SIMPLE or MUTUAL.`);
    }
    return;
  }
  const files = given(tls, ['serverCertificate', 'privateKey']).length === 2 ? ['serverCertificate'] : [];
  const sources = [...files, ...given(tls, ['credentialName', 'credentialNames', 'tlsCertificates'])];
  if (sources.length > 1) {
    complain('server-tls/several-certificates', tls.at(sources[1]!), `\`tls\` takes its certificate from ${quoted(sources)}.`, 'Keep one of them.');
  }
  const terminates = ['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL'].includes(mode);
  if (terminates && given(tls, ['credentialName', 'credentialNames']).length > 0) return;
  if (terminates) checkFiles(tls, mode, complain);
  const crl = tls.at('caCrl');
  if (crl.text !== '' && (mode === 'SIMPLE' || tls.at('credentialName').text !== '')) {
    complain('server-tls/crl', crl, mode === 'SIMPLE' ? '`caCrl` revokes certificates of clients, and mode SIMPLE asks for none.' : '`caCrl` stands beside credentialName.',
      mode === 'SIMPLE' ? 'Take caCrl out, or use mode MUTUAL.' : 'Put the list into the Secret, under ca.crl.');
  }
}

function checkFiles(tls: Field, mode: string, complain: Complain): void {
  if (mode !== 'SIMPLE' && tls.at('caCertificates').text === '') {
    complain('server-tls/client-ca', tls, `\`tls\` has mode ${mode} without certificates of the authority that signs clients.`, 'Write credentialName with a Secret that holds them (ca.crt), or caCertificates.');
  }
  for (const pair of tls.at('tlsCertificates').size > 0 ? tls.at('tlsCertificates').items() : [tls]) {
    const missing = ['serverCertificate', 'privateKey'].filter(key => pair.at(key).text === '');
    if (missing.length === 0) continue;
    complain('server-tls/certificate', pair, `\`tls\` has mode ${mode} without ${quoted(missing)}.`, 'Write credentialName with the name of a Secret of type kubernetes.io/tls.');
  }
}

function given(tls: Field, keys: readonly string[]): string[] {
  return keys.filter(key => tls.at(key).text !== '' || tls.at(key).size > 0);
}
