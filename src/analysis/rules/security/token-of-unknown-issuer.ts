import { authorizationPolicies, valuesOf } from '../../../manifest/istio/authorization-policies';
import { issuersOf, policiesBeside } from '../../../manifest/istio/token-rules';
import type { Rule } from '../../rule';
import { listed } from '../../wording';

export const tokenOfUnknownIssuer: Rule = {
  id: 'token-of-unknown-issuer',
  severity: 'error',
  what: 'A value of `requestPrincipals` is no <issuer>/<subject> of an issuer whose tokens are read.',
  why: 'The principal of a request is the token\'s issuer, a slash and its subject. A value that no token has allows nobody and denies nobody.',
  remedy: 'Write <issuer>/<subject>, or <issuer>/* for every subject, with an issuer of the RequestAuthentication.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source'],
  check(set, report) {
    for (const { object, rules } of authorizationPolicies(set)) {
      const values = rules.flatMap(rule => valuesOf(rule, 'requestPrincipals')).filter(({ text }) => text !== '' && !text.startsWith('*'));
      if (values.length === 0) continue;
      const issuers = [...new Set((policiesBeside(set, object, 'RequestAuthentication') ?? []).flat().flatMap(issuersOf))];
      for (const { text, path } of values) {
        const slash = text.lastIndexOf('/');
        const issuer = text.slice(0, slash);
        const isIssuer = issuers.includes(text) || issuers.includes(text.replace(/\/$/, ''));
        if (!isIssuer && slash < 0 && !text.endsWith('*')) {
          report(object, path, {
            message: `"${text}" has no "/" between issuer and subject, and no token is called that.`,
            remedy: `Write "${text}/*" for every subject of issuer ${text}, or "*/${text}" for that subject of any issuer.`,
          });
        } else if (isIssuer || (issuers.length > 0 && slash >= 0 && !issuers.includes(issuer) && !issuer.includes('*') && !(text.endsWith('*') && issuers.some(one => `${one}/`.startsWith(text.slice(0, -1)))))) {
          report(object, path, {
            message: isIssuer ? `"${text}" is an issuer without a subject, and no token is called that.` : `No RequestAuthentication that holds here takes tokens of issuer "${issuer}"; they take those of ${listed(issuers)}.`,
            remedy: `Write "${isIssuer ? text.replace(/\/$/, '') : issuers[0]!}/${isIssuer ? '*' : text.slice(slash + 1)}".`,
          });
        }
      }
    }
  },
};
