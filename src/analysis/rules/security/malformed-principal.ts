import { authorizationPolicies, valuesOf } from '../../../manifest/istio/authorization-policies';
import { parsePrincipal } from '../../../manifest/istio/principals';
import { trustDomain } from '../../../manifest/mesh-config';
import type { Rule } from '../../rule';

export const malformedPrincipal: Rule = {
  id: 'malformed-principal',
  severity: 'error',
  what: 'A value of `principals` does not have the form of an identity.',
  why: 'Identities are compared whole, as <trust domain>/ns/<namespace>/sa/<service account>: an ALLOW for anything else refuses the caller that is meant, a DENY does not stop it.',
  remedy: 'Write <trust domain>/ns/<namespace>/sa/<service account> without "spiffe://", or name the account in `serviceAccounts`.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source'],
  check(set, report) {
    for (const { object, rules } of authorizationPolicies(set)) {
      for (const { text, path } of rules.flatMap(rule => valuesOf(rule, 'principals'))) {
        if (text === '' || (text.includes('*') && !text.startsWith('spiffe://')) || parsePrincipal(text)) continue;
        const bare = text.replace(/^spiffe:\/\//, '');
        const [namespace, account] = bare.split('/');
        const instead = parsePrincipal(bare) || text.startsWith('spiffe://') ? bare
          : bare.startsWith('ns/') ? `${trustDomain(set)}/${bare}`
            : bare.split('/').length === 2 ? `${trustDomain(set)}/ns/${namespace}/sa/${account}`
              : `${trustDomain(set)}/ns/<namespace>/sa/${bare.split('/').at(-1)}`;
        report(object, path, {
          message: `"${text}" is no identity of a workload${text.startsWith('spiffe://') ? ': Istio adds "spiffe://" itself' : ', which has the form <trust domain>/ns/<namespace>/sa/<service account>'}.`,
          remedy: `Write "${instead}".`,
        });
      }
    }
  },
};
