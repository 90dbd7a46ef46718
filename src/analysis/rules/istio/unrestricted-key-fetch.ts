import { record, records, text } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';
import { counted } from '../../wording';

export const unrestrictedKeyFetch: Rule = {
  id: 'unrestricted-key-fetch',
  severity: 'warning',
  what: 'The control plane fetches keys for JWTs from any address that a RequestAuthentication names.',
  why: 'Whoever may create a RequestAuthentication can let istiod call addresses inside the cluster or the cloud\'s metadata service.',
  remedy: 'Set `BLOCKED_CIDRS_IN_JWKS_URIS` on istiod.',
  aliases: ['IST0175'],
  see: ['https://istio.io/latest/docs/reference/config/analysis/ist0175/'],
  check(set, report) {
    const using = set.all('security.istio.io', 'RequestAuthentication');
    if (using.length === 0) return;
    for (const object of set.all('apps', 'Deployment')) {
      if (object.labels['app'] !== 'istiod') continue;
      const containers = records(record(record(object.spec['template'])['spec'])['containers']);
      if (containers.some(([{ env }]) => records(env).some(([{ name, value }]) => name === 'BLOCKED_CIDRS_IN_JWKS_URIS' && text(value)))) continue;
      report(object, ['spec', 'template', 'spec', 'containers'], {
        message: `Istio's control plane has no \`BLOCKED_CIDRS_IN_JWKS_URIS\`, and ${counted(using.length, 'RequestAuthentication')} can name any address for it to fetch keys from.`,
        remedy: 'Add the environment variable `BLOCKED_CIDRS_IN_JWKS_URIS` with the ranges to refuse: "169.254.0.0/16,10.0.0.0/8".',
        related: using.slice(0, 5),
      });
    }
  },
};
