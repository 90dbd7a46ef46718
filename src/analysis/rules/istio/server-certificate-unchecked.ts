import type { PathStep } from '../../../manifest/field-path';
import { record, records } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

export const serverCertificateUnchecked: Rule = {
  id: 'server-certificate-unchecked',
  severity: 'info',
  what: 'A DestinationRule calls with TLS and does not say by which authority the server\'s certificate is checked.',
  why: 'Without `caCertificates` the proxy checks it against the operating system\'s authorities at best, and in older versions or where that is switched off not at all: anybody on the way can answer for the server.',
  remedy: 'Set `caCertificates` to the authority\'s file in the proxy ("system" for the operating system\'s), and `subjectAltNames` to the names to accept.',
  aliases: ['IST0128', 'IST0129'],
  see: ['https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings'],
  check(set, report) {
    for (const object of set.all('networking.istio.io', 'DestinationRule')) {
      const { host, trafficPolicy, workloadSelector } = object.spec as Record<string, unknown>;
      const look = (policy: unknown, path: readonly PathStep[], alias: string, where: string) => {
        const { mode, caCertificates, credentialName } = record(record(policy)['tls']);
        if ((mode !== 'SIMPLE' && mode !== 'MUTUAL') || caCertificates || (credentialName && workloadSelector)) return;
        report(object, [...path, 'tls'], {
          message: `Calls to ${String(host)}${where} use TLS (${mode}) without \`caCertificates\`, so the server's certificate is not checked against an authority that you chose.`,
          remedy: `Add \`caCertificates: system\`, or the path of the authority's file in the proxy, and \`subjectAltNames: [${String(host)}]\`.`,
          aliases: [alias],
        });
      };
      look(trafficPolicy, ['spec', 'trafficPolicy'], 'IST0128', '');
      for (const [settings, index] of records(record(trafficPolicy)['portLevelSettings'])) {
        look(settings, ['spec', 'trafficPolicy', 'portLevelSettings', index], 'IST0129', `, port ${String(record(settings['port'])['number'])},`);
      }
    }
  },
};
