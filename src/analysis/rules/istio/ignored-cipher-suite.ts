import type { Rule } from '../../rule';
import { serverTlsSettings } from './server-tls-settings';

const KNOWN = new Set([
  'ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305', 'ECDHE-RSA-CHACHA20-POLY1305', 'ECDHE-ECDSA-AES128-SHA', 'ECDHE-RSA-AES128-SHA', 'ECDHE-ECDSA-AES256-SHA',
  'ECDHE-RSA-AES256-SHA', 'AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'AES128-SHA', 'AES256-SHA', 'DES-CBC3-SHA',
]);

export const ignoredCipherSuite: Rule = {
  id: 'ignored-cipher-suite',
  severity: 'warning',
  what: 'A listener names a cipher suite that the proxy does not know, or names one twice.',
  why: 'Istio leaves it out; if no suite is left, the proxy falls back to its own list.',
  remedy: 'Write the name that BoringSSL has for the suite; suites of TLS 1.3 cannot be chosen.',
  aliases: ['IST0133'],
  see: ['https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings'],
  check(set, report) {
    for (const { object, tls } of serverTlsSettings(set)) {
      const seen = new Set<string>();
      for (const suite of tls.at('cipherSuites').items()) {
        const name = suite.text;
        // "ALL", and operators such as "-AES128-SHA" and "!aNULL", are BoringSSL's own language.
        const known = name === '' || name === 'ALL' || !/^[\p{L}\p{Nd}]/u.test(name) || KNOWN.has(name);
        if (!known) {
          report(object, suite.path, { message: `The proxy does not know cipher suite "${name}".`, remedy: `Take it out, or write one such as ${[...KNOWN][0]}.` });
        } else if (seen.has(name)) {
          report(object, suite.path, { message: `\`cipherSuites\` has "${name}" twice.`, remedy: 'Take one of the two out.' });
        }
        seen.add(name);
      }
    }
  },
};
