import { isEverywhere } from '../../../manifest/linkerd/inbound-policies';
import { POLICY_GROUP, refersTo } from '../../../manifest/linkerd/references';
import { list, record, records, text } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

export const linkerdPolicyAdmitsEverybody: Rule = {
  id: 'linkerd-policy-admits-everybody',
  severity: 'warning',
  what: 'A policy of Linkerd\'s asks callers for nothing.',
  why: 'An AuthorizationPolicy with an empty list of authentications, or only with networks that hold every address, admits everybody, also callers outside the mesh and without TLS. It does not deny.',
  remedy: 'Require a MeshTLSAuthentication or a smaller network; to deny everybody, write no policy at all.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/authorization-policy/#authorizationpolicy'],
  check(set, report) {
    for (const policy of set.all(POLICY_GROUP, 'AuthorizationPolicy')) {
      const references = records(policy.spec['requiredAuthenticationRefs']);
      const networks = references.map(([reference]) => (refersTo(reference, POLICY_GROUP, 'NetworkAuthentication')
        ? set.find(POLICY_GROUP, 'NetworkAuthentication', text(reference['namespace']) ?? policy.namespace, text(reference['name']) ?? '') : undefined));
      if (!Array.isArray(policy.spec['requiredAuthenticationRefs']) || !networks.every(network => network && isEverywhere(network))) continue;
      const isEmpty = references.length === 0;
      // A route without authentication may be meant for everybody: probes, a login page.
      const isForRoute = /route$/i.test(text(record(policy.spec['targetRef'])['kind']) ?? '');
      if (isForRoute && !isEmpty) continue;
      report(policy, ['spec', 'requiredAuthenticationRefs'], {
        ...((isForRoute || !isEmpty) && { severity: 'info' as const }),
        message: isEmpty ? 'With an empty list of authentications, this policy admits everybody.'
          : `NetworkAuthentication "${networks[0]!.name}" holds every address, so that this policy admits everybody, also without TLS.`,
        remedy: 'Require a MeshTLSAuthentication, such as one with identities: ["*"] for all callers in the mesh; to deny everybody, take the policy out.',
        related: networks.filter(network => network !== undefined),
      });
    }
    for (const authorization of set.all(POLICY_GROUP, 'ServerAuthorization')) {
      const client = record(authorization.spec['client']);
      const hasNetworks = list(client['networks']).length > 0;
      if (client['unauthenticated'] !== true || hasNetworks) continue;
      report(authorization, ['spec', 'client', 'unauthenticated'], {
        severity: 'info', message: 'Callers without a mesh identity are admitted from all networks of the cluster.',
        remedy: 'Write meshTLS: { identities: ["*"] } instead to admit callers in the mesh only.',
      });
    }
  },
};
