import { Field } from '../../manifest/field';
import type { Complain } from '../../manifest/istio/complain';
import { checkDuration, nameOf } from '../../manifest/istio/complain';
import type { ManifestObject } from '../../manifest/manifest-object';
import { schemeOf } from './go-url';
import { jwksProblem } from './json-web-keys';
import { checkTargets } from './selectors';

export const REQUEST_AUTHENTICATION_RULES = ['jwt/no-issuer', 'jwt/audience', 'jwt/jwks-uri', 'jwt/jwks', 'jwt/location', 'jwt/claim-header'] as const;

export function checkRequestAuthentication(object: ManifestObject, complain: Complain): void {
  const spec = Field.spec(object);
  checkTargets(spec, complain);
  for (const rule of spec.at('jwtRules').items()) checkJwtRule(rule, complain);
}

function checkJwtRule(rule: Field, complain: Complain): void {
  const uri = rule.at('jwksUri').isSet ? rule.at('jwksUri') : rule.at('jwks_uri');
  const jwks = rule.at('jwks');
  for (const audience of rule.at('audiences').items()) {
    if (audience.text === '') complain('jwt/audience', audience, '`audiences` has an empty value.', 'Write the audience, or take the entry out.');
  }
  if (rule.at('issuer').text === '' && uri.text === '') {
    complain('jwt/no-issuer', rule, 'A rule for tokens has neither issuer nor jwksUri.', 'Write issuer, as the tokens have it in "iss".');
  }
  if (uri.text !== '' && !['http', 'https'].includes(schemeOf(uri.text) ?? '')) {
    complain('jwt/jwks-uri', uri, `\`${nameOf(uri)}\` "${uri.text}" is no HTTP address.`, 'Write an address that begins with https:// or http://.');
  }
  const problem = jwks.text === '' ? undefined : jwksProblem(jwks.text);
  if (problem !== undefined) {
    complain('jwt/jwks', jwks, `\`jwks\` holds no set of keys: ${problem}.`, 'Write a JSON Web Key Set, such as {"keys": [{"kty": "RSA", "n": "…", "e": "AQAB"}]}.');
  }
  const locations = [...rule.at('fromHeaders').items().map(header => header.at('name')), ...rule.at('fromParams').items(), ...rule.at('fromCookies').items()];
  for (const location of locations) {
    if (location.text === '') complain('jwt/location', location, 'A place to find the token in has no name.', 'Write the name of the header, the parameter or the cookie, or take the entry out.');
  }
  for (const output of rule.at('outputClaimToHeaders').items()) checkClaimHeader(output, complain);
  checkDuration(rule.at('timeout'), complain);
}

function checkClaimHeader(output: Field, complain: Complain): void {
  const [header, claim] = [output.at('header'), output.at('claim')];
  if (header.text === '' || claim.text === '') {
    complain('jwt/claim-header', output, `An entry of outputClaimToHeaders has no ${header.text === '' ? 'header' : 'claim'}.`, 'Write both header and claim.');
  } else if (!/^[-_A-Za-z0-9]+$/.test(header.text)) {
    complain('jwt/claim-header', header, `"${header.text}" is no name of a header.`, 'Write letters, digits, "-" and "_", such as "x-user".');
  }
}
