import { knowsKind } from '../../../manifest/known-objects';
import { POLICY_GROUP, refersTo } from '../../../manifest/linkerd/references';
import { records, text } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

export const linkerdAuthenticationMissing: Rule = {
  id: 'linkerd-authentication-missing',
  severity: 'error',
  what: 'An AuthorizationPolicy requires an authentication that does not exist.',
  why: 'A policy with a reference that leads nowhere has no effect at all: nobody is admitted by it, also not by its other references.',
  remedy: 'Create the MeshTLSAuthentication or NetworkAuthentication, or write the namespace in which it is.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/authorization-policy/#authorizationpolicy'],
  check(set, report) {
    for (const policy of set.all(POLICY_GROUP, 'AuthorizationPolicy')) {
      for (const [reference, index] of records(policy.spec['requiredAuthenticationRefs'])) {
        const kind = ['MeshTLSAuthentication', 'NetworkAuthentication'].find(k => refersTo(reference, POLICY_GROUP, k));
        const name = text(reference['name']) ?? '';
        const namespace = text(reference['namespace']) ?? policy.namespace;
        if (kind === undefined || set.find(POLICY_GROUP, kind, namespace, name)) continue;
        const elsewhere = set.all(POLICY_GROUP, kind).find(object => object.name === name);
        report(policy, ['spec', 'requiredAuthenticationRefs', index, 'name'], {
          ...(!elsewhere && !knowsKind(set, POLICY_GROUP, kind, namespace ?? '') && { severity: 'info' as const }),
          message: `There is no ${kind} "${name}" in namespace "${namespace}", and so nobody is admitted by this policy.`,
          remedy: elsewhere ? `Write namespace: ${elsewhere.namespace} beside the name.` : `Create ${kind} ${namespace}/${name}, or name one that exists.`,
          related: elsewhere ? [elsewhere] : [],
        });
      }
    }
  },
};
