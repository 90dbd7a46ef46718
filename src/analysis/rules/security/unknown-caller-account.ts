import type { RuleValue } from '../../../manifest/istio/authorization-policies';
import { authorizationPolicies, valuesOf } from '../../../manifest/istio/authorization-policies';
import { isKnownAccount, ownTrustDomains, parsePrincipal } from '../../../manifest/istio/principals';
import { homeOf, knowsPods } from '../../../manifest/known-objects';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { workloadsIn } from '../../../manifest/workloads';
import type { Rule } from '../../rule';
import { listed } from '../../wording';

export const unknownCallerAccount: Rule = {
  id: 'unknown-caller-account',
  severity: 'warning',
  what: 'A policy names a service account that no pods of its namespace run under.',
  why: 'A caller is known by its service account: an ALLOW for one that nobody has admits nobody, a DENY stops nobody.',
  remedy: 'Write the `serviceAccountName` of the caller\'s pod template.',
  aliases: ['KIA0106'],
  see: ['https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source'],
  check(set, report) {
    for (const { object, namespace: home, rules } of authorizationPolicies(set)) {
      for (const rule of rules) {
        const named = [...valuesOf(rule, 'principals').flatMap(value => principalOf(set, value)), ...valuesOf(rule, 'serviceAccounts').map(value => accountOf(value, home))];
        for (const { value, namespace, account } of named) {
          if (account === '' || account.includes('*') || namespace.includes('*') || !knowsPods(set, namespace) || isKnownAccount(set, namespace, account)) continue;
          const elsewhere = homeOf(set, '', 'ServiceAccount', account);
          const here = [...new Set(workloadsIn(set, namespace).map(({ serviceAccount }) => serviceAccount))].sort();
          report(object, value.path, {
            message: `No pods of namespace ${namespace} run under service account ${account}, and none is declared there; they run under ${listed(here)}.`,
            remedy: elsewhere ? `Write namespace ${elsewhere}, where service account ${account} is, instead of ${namespace}.` : `Write the serviceAccountName of the caller's pods, one of ${listed(here)}, or declare ServiceAccount ${namespace}/${account}.`,
          });
        }
      }
    }
  },
};

interface Named {
  readonly value: RuleValue;
  readonly namespace: string;
  readonly account: string;
}

function principalOf(set: ManifestSet, value: RuleValue): Named[] {
  const principal = parsePrincipal(value.text);
  return principal && ownTrustDomains(set).has(principal.trustDomain) ? [{ value, ...principal }] : [];
}

function accountOf(value: RuleValue, home: string): Named {
  const slash = value.text.indexOf('/');
  return slash < 0 ? { value, namespace: home, account: value.text } : { value, namespace: value.text.slice(0, slash), account: value.text.slice(slash + 1) };
}
