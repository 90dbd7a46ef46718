import type { RuleValue } from '../../../manifest/istio/authorization-policies';
import { authorizationPolicies, valuesOf } from '../../../manifest/istio/authorization-policies';
import { ownTrustDomains, parsePrincipal } from '../../../manifest/istio/principals';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { namespaces } from '../../../manifest/namespaces';
import type { Rule } from '../../rule';
import { oneLetterOff } from './one-letter-off';

export const unknownCallerNamespace: Rule = {
  id: 'unknown-caller-namespace',
  severity: 'warning',
  what: 'A policy names a namespace that nothing in the manifests speaks of.',
  why: 'If it is misspelt, an ALLOW admits nobody, and a DENY stops nobody.',
  remedy: 'Write the name of the caller\'s namespace.',
  aliases: ['IST0101', 'KIA0101'],
  see: ['https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source'],
  check(set, report) {
    const known = namespaces(set);
    const candidates = [...known.keys()];
    const looked = new Map<string, string | undefined>();
    const near = (namespace: string) => {
      if (!looked.has(namespace)) looked.set(namespace, candidates.find(candidate => oneLetterOff(candidate, namespace)));
      return looked.get(namespace);
    };
    for (const { object, rules } of authorizationPolicies(set)) {
      for (const { namespace, value } of rules.flatMap(rule => [...valuesOf(rule, 'namespaces').map(value => ({ namespace: value.text, value })), ...fromAccounts(set, valuesOf(rule, 'principals'), valuesOf(rule, 'serviceAccounts'))])) {
        if (namespace === '' || namespace.includes('*') || known.has(namespace)) continue;
        const meant = near(namespace);
        report(object, value.path, {
          // Not everything that calls need be in the manifests.
          severity: meant ? 'warning' : 'info',
          message: `Nothing in the manifests is in namespace ${namespace}${meant ? `; there is ${meant}` : ''}.`,
          remedy: meant ? `Write ${JSON.stringify(value.text.replace(namespace, meant))}.` : `Check that namespace ${namespace} is in the cluster, or write the name of the caller's namespace.`,
        });
      }
    }
  },
};

function fromAccounts(set: ManifestSet, principals: readonly RuleValue[], accounts: readonly RuleValue[]): { readonly namespace: string; readonly value: RuleValue }[] {
  return [
    ...principals.flatMap(value => {
      const principal = parsePrincipal(value.text);
      return principal && ownTrustDomains(set).has(principal.trustDomain) ? [{ namespace: principal.namespace, value }] : [];
    }),
    ...accounts.filter(({ text }) => text.includes('/')).map(value => ({ namespace: value.text.split('/')[0]!, value })),
  ];
}
