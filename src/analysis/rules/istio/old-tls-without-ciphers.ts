import type { Rule } from '../../rule';
import { serverTlsSettings } from './server-tls-settings';

export const oldTlsWithoutCiphers: Rule = {
  id: 'old-tls-without-ciphers',
  severity: 'warning',
  what: 'A listener admits TLS 1.0 or 1.1 and names no cipher suites.',
  why: 'The suites that proxies offer by themselves are of TLS 1.2 and later: clients with older versions still cannot connect.',
  remedy: 'Write TLSV1_2 as the lowest version, or cipher suites that the older version has.',
  aliases: ['IST0133'],
  check(set, report) {
    for (const { object, tls } of serverTlsSettings(set)) {
      const version = tls.at('minProtocolVersion');
      if (!['TLSV1_0', 'TLSV1_1'].includes(version.text) || tls.at('cipherSuites').size > 0) continue;
      report(object, version.path, {
        message: `\`minProtocolVersion\` ${version.text} has no cipher suite that it could use.`,
        remedy: 'Write minProtocolVersion: TLSV1_2, or cipherSuites with one such as ECDHE-RSA-AES128-SHA beside it.',
      });
    }
  },
};
