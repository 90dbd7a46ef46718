import type { Field } from '../field';
import type { Complain } from './complain';
import { quoted } from './complain';

export const CLIENT_TLS_RULES = ['tls/config-map', 'tls/skip-verify', 'tls/credential-with-files', 'tls/client-certificate'] as const;

const CONFIG_MAP = 'configmap://';

/** The `tls` of a DestinationRule. */
export function checkClientTls(tls: Field, namespace: string, complain: Complain): void {
  if (!tls.isSet) return;
  const [mode, credential] = [tls.at('mode').text, tls.at('credentialName')];
  if (credential.text.startsWith(CONFIG_MAP)) checkConfigMap(credential, namespace, complain);
  if (tls.at('insecureSkipVerify').flag && (mode === 'SIMPLE' || mode === 'MUTUAL')) {
    const keys = ['caCertificates', 'subjectAltNames', ...(mode === 'SIMPLE' ? ['credentialName'] : [])];
    const verifying = keys.filter(key => (key === 'subjectAltNames' ? tls.at(key).size > 0 : tls.at(key).text !== ''));
    if (verifying.length > 0) {
      complain('tls/skip-verify', tls.at(verifying[0]!), `\`insecureSkipVerify\` is true, and ${quoted(verifying)} says how to verify.`,
        `Take insecureSkipVerify out to verify the server, or ${quoted(verifying)}.`);
    }
  }
  if (credential.text !== '' && (mode === 'SIMPLE' || mode === 'MUTUAL')) {
    const files = ['clientCertificate', 'caCertificates', 'privateKey', 'caCrl'].filter(key => tls.at(key).text !== '');
    if (files.length > 0) {
      complain('tls/credential-with-files', tls.at(files[0]!), `\`tls\` has credentialName "${credential.text}" and ${quoted(files)}.`, `Keep credentialName, or ${quoted(files)}.`);
    }
  } else if (mode === 'MUTUAL') {
    const missing = ['clientCertificate', 'privateKey'].filter(key => tls.at(key).text === '');
    if (missing.length > 0) {
      complain('tls/client-certificate', tls, `\`tls\` has mode MUTUAL without ${quoted(missing)}.`,
        'Write credentialName with the name of a Secret, or clientCertificate and privateKey with paths in the proxy; for certificates of Istio, use mode ISTIO_MUTUAL.');
    }
  }
}

function checkConfigMap(credential: Field, namespace: string, complain: Complain): void {
  const [there, name] = credential.text.slice(CONFIG_MAP.length).split('/');
  if (there === namespace && name) return;
  complain('tls/config-map', credential, `"${credential.text}" is no ConfigMap of namespace "${namespace}".`,
    `Write configmap://${namespace}/<name>; the ConfigMap is in the namespace of the object that names it.`);
}
