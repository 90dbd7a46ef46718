import type { Field } from '../../manifest/field';
import type { Complain } from '../../manifest/istio/complain';
import { checkDuration, nameOf } from '../../manifest/istio/complain';
import { durationMs } from '../../manifest/istio/duration-syntax';
import { checkRegexMatch } from './string-match';

export const CORS_RULES = ['cors/origin', 'cors/method', 'cors/header', 'cors/max-age'] as const;

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', '*'];
/** A comma is no part of a header's name, but istiod lets it pass. */
const HEADER_NAME = /^[!#$%&'*+,\-.^_`|~A-Za-z0-9]+$/;

export function checkCorsPolicy(policy: Field, complain: Complain): void {
  for (const origin of policy.at('allowOrigins').items()) {
    if (!['exact', 'prefix', 'regex'].some(key => origin.at(key).text !== '')) {
      complain('cors/origin', origin, 'An entry of allowOrigins allows no origin.', 'Write exact, such as exact: https://shop.example.com, prefix or regex.');
    } else {
      checkRegexMatch(origin, complain);
    }
  }
  for (const method of policy.at('allowMethods').items()) {
    if (METHODS.includes(method.text)) continue;
    complain('cors/method', method, `\`allowMethods\` has "${method.text}", which is no method.`, `Write one of ${METHODS.slice(0, -1).join(', ')}, in capitals, or "*".`);
  }
  for (const header of [...policy.at('allowHeaders').items(), ...policy.at('exposeHeaders').items()]) {
    if (HEADER_NAME.test(header.text)) continue;
    complain('cors/header', header, `\`${nameOf(header)}\` has "${header.text}", which is no name of a header.`, 'Write the name of a header, or "*".');
  }
  const maxAge = policy.at('maxAge');
  checkDuration(maxAge, complain);
  if ((durationMs(maxAge.text) ?? 0) % 1000 > 0) {
    complain('cors/max-age', maxAge, `\`maxAge\` "${maxAge.text}" is not in whole seconds.`, 'Write whole seconds, such as "600s".');
  }
}
