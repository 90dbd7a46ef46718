import { authorizationPolicyOf } from '../../../manifest/istio/authorization-policies';
import { goesByTokens, issuersOf, policiesBeside } from '../../../manifest/istio/token-rules';
import { targetRefs } from '../../../manifest/istio/policy-targets';
import { virtualServices } from '../../../manifest/istio/virtual-services';
import { record, texts } from '../../../manifest/manifest-object';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { view } from '../../../manifest/manifest-set';
import type { Rule } from '../../rule';

export const tokenNotRequired: Rule = {
  id: 'token-not-required',
  severity: 'warning',
  what: 'A RequestAuthentication checks tokens, and no AuthorizationPolicy requires one.',
  why: 'It refuses requests with a wrong token and lets requests without any through: whoever leaves the token out is in.',
  remedy: 'Add an AuthorizationPolicy for the same pods that allows only requests with a token, or denies those without.',
  aliases: [],
  see: ['https://istio.io/latest/docs/concepts/security/#request-authentication', 'https://istio.io/latest/docs/tasks/security/authentication/authn-policy/#require-a-valid-token'],
  check(set, report) {
    for (const policy of set.all('security.istio.io', 'RequestAuthentication')) {
      const places = policiesBeside(set, policy, 'AuthorizationPolicy');
      if (!places || issuersOf(policy).length === 0 || routesByClaims(set)) continue;
      const requires = (object: ManifestObject) => {
        const found = authorizationPolicyOf(set, object);
        return found !== undefined && !found.dryRun && (found.action === 'CUSTOM' || goesByTokens(found));
      };
      if (!places.some(policies => !policies.some(requires))) continue;
      const refs = targetRefs(policy);
      const labels = texts(record(policy.spec['selector'])['matchLabels']);
      const where = refs.length > 0 ? `\`targetRefs: ${JSON.stringify(refs.map(({ group, kind, name }) => ({ group, kind, name })))}\`, ` : Object.keys(labels).length > 0 ? `\`selector: { matchLabels: ${JSON.stringify(labels)} }\`, ` : '';
      report(policy, ['spec', 'jwtRules'], {
        message: 'Requests without a token come through: no AuthorizationPolicy that holds here asks for one.',
        remedy: `Add an AuthorizationPolicy in namespace ${policy.namespace} with ${where}\`action: DENY\` and \`rules: [{ from: [{ source: { notRequestPrincipals: ["*"] } }] }]\`.`,
      });
    }
  },
};

/** Routes that ask for claims keep out requests without a token too. */
const routesByClaims = view(set => virtualServices(set).some(({ object }) => JSON.stringify(object.spec['http'] ?? '').includes('@request.auth.')));
