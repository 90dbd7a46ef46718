import { quoted } from '../../../manifest/istio/complain';
import type { Rule } from '../../rule';
import { serverTlsSettings } from './server-tls-settings';

const CERTIFICATES = ['credentialName', 'credentialNames', 'tlsCertificates', 'serverCertificate', 'privateKey', 'caCertificates', 'caCrl'];

export const certificateInPassthrough: Rule = {
  id: 'certificate-in-passthrough',
  severity: 'warning',
  what: 'A listener passes TLS through and has a certificate.',
  why: 'TLS is ended by the server behind it, with the certificate there: the one here is not used.',
  remedy: 'Take the certificate out, or end TLS here with mode SIMPLE.',
  aliases: ['IST0133'],
  check(set, report) {
    for (const { object, tls } of serverTlsSettings(set)) {
      const mode = tls.at('mode').text || 'PASSTHROUGH';
      const given = CERTIFICATES.filter(key => tls.at(key).text !== '' || tls.at(key).size > 0);
      if (!mode.endsWith('PASSTHROUGH') || given.length === 0) continue;
      report(object, tls.at(given[0]!).path, {
        message: `\`tls\` has mode ${mode}${tls.at('mode').isSet ? '' : ', the default,'} and ${quoted(given)}, which is not used.`,
        remedy: `Write mode: SIMPLE to end TLS here, or take ${quoted(given)} out.`,
      });
    }
  },
};
