import { Field } from '../../../manifest/field';
import { list, record } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

export const privateKeyInJwks: Rule = {
  id: 'private-key-in-jwks',
  severity: 'error',
  what: 'A RequestAuthentication holds a private key, or one that signs and verifies alike.',
  why: 'Proxies verify tokens by public keys; whoever can read the object can make tokens that every workload accepts.',
  remedy: 'Keep the public part only, and replace the key: it has been in a manifest.',
  aliases: ['IST0133'],
  see: ['https://istio.io/latest/docs/reference/config/security/request_authentication/#JWTRule'],
  check(set, report) {
    for (const object of set.all('security.istio.io', 'RequestAuthentication')) {
      for (const rule of Field.spec(object).at('jwtRules').items()) {
        const index = keysOf(rule.at('jwks').text).findIndex(key => key['kty'] === 'oct' || ('d' in key && ['RSA', 'EC', 'OKP'].includes(String(key['kty']))));
        if (index < 0) continue;
        report(object, rule.at('jwks').path, {
          message: `Key ${index + 1} of the keys for issuer "${rule.at('issuer').text}" is private.`,
          remedy: 'Replace the key pair, and write only "kty", "kid", "n" and "e" (RSA), or "crv", "x" and "y" (EC), of the new one.',
        });
      }
    }
  },
};

function keysOf(jwks: string): Record<string, unknown>[] {
  if (jwks === '') return [];
  try {
    const set = record(JSON.parse(jwks));
    return 'keys' in set ? list(set['keys']).map(record) : [set];
  } catch {
    return [];
  }
}
