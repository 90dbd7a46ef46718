import type { PathStep } from '../../../manifest/field-path';
import type { GatewayPods } from '../../../manifest/istio/gateways';
import { istioGateway } from '../../../manifest/istio/gateways';
import { virtualServices } from '../../../manifest/istio/virtual-services';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { record, records, texts } from '../../../manifest/manifest-object';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { matchesLabels } from '../../../manifest/selectors';
import type { Rule } from '../../rule';

const CLAIM = '@request.auth.claims';

export const claimRouteWithoutTokenCheck: Rule = {
  id: 'claim-route-without-token-check',
  severity: 'error',
  what: 'A VirtualService routes by claims of a JWT at a gateway that no RequestAuthentication holds for.',
  why: 'Only a RequestAuthentication makes the gateway read tokens: without one there are no claims, and such a match never holds.',
  remedy: 'Add a RequestAuthentication that selects the gateway\'s pods.',
  aliases: ['IST0149'],
  see: ['https://istio.io/latest/docs/tasks/security/authentication/jwt-route/'],
  check(set, report) {
    for (const { object, gateways } of virtualServices(set)) {
      const claim = firstClaim(object);
      if (!claim) continue;
      for (const key of gateways) {
        const pods = istioGateway(set, key)?.pods.find(some => !checksTokens(set, some));
        if (!pods) continue;
        report(object, claim.path, {
          message: `"${claim.key}" is matched at Gateway ${key}, and no RequestAuthentication holds for its pods in namespace ${pods.namespace}.`,
          remedy: `Add a RequestAuthentication in namespace ${pods.namespace} with \`selector: { matchLabels: ${JSON.stringify(istioGateway(set, key)!.selector)} }\` and the token's issuer in \`jwtRules\`.`,
        });
      }
    }
  },
};

function firstClaim({ spec }: ManifestObject): { readonly key: string; readonly path: readonly PathStep[] } | undefined {
  return records(spec['http']).flatMap(([route, index]) => records(route['match']).flatMap(([match, at]) => ['headers', 'withoutHeaders'].flatMap(field =>
    Object.keys(record(match[field])).filter(key => key.startsWith(CLAIM)).map(key => ({ key, path: ['spec', 'http', index, 'match', at, field, key] })))))[0];
}

function checksTokens(set: ManifestSet, { namespace, labels, deployedFor }: GatewayPods): boolean {
  const near = [...new Set([namespace, set.settings.rootNamespace])].flatMap(one => set.inNamespace('security.istio.io', 'RequestAuthentication', one));
  return near.some(({ spec }) => {
    const targets = records(spec['targetRefs']).map(([ref]) => ref).concat(spec['targetRef'] === undefined ? [] : [record(spec['targetRef'])]);
    if (targets.length > 0) return targets.some(({ kind, name }) => kind === 'Gateway' && name === deployedFor?.name);
    return matchesLabels(texts(record(spec['selector'])['matchLabels']), labels);
  });
}
