import type { Field } from '../../manifest/field';
import type { Complain } from '../../manifest/istio/complain';
import { checkPort } from '../../manifest/istio/complain';
import { isDnsLabel } from '../../manifest/istio/host-syntax';
import { checkGatewayNames } from './gateway-names';
import { checkLabels } from './labels';
import { checkRegexMatch, checkStringMatch } from './string-match';

export const HTTP_MATCH_RULES = ['http-match/header-name', 'http-match/source-namespace'] as const;

/** A comma is no part of a header's name, but istiod lets it pass. */
const HEADER_NAME = /^[!#$%&'*+,\-.^_`|~A-Za-z0-9]+$/;
const PSEUDO_HEADERS = new Set([':method', ':scheme', ':authority', ':path', ':status']);

/** A header of a match that stands for a claim of the caller's token: "@request.auth.claims.sub" or "@request.auth.claims[sub]". */
export function isClaimHeader(name: string): boolean {
  return /^@request\.auth\.claims(?:\..+|\[.+\])$/is.test(name);
}

export function checkHttpMatch(match: Field, complain: Complain): void {
  for (const [name, value] of match.at('headers').entries()) {
    checkName(name, value, complain);
    checkStringMatch(value, complain);
  }
  for (const [name, value] of match.at('withoutHeaders').entries()) {
    checkName(name, value, complain);
    // "*" is not an expression here: it means that the header is there.
    if (value.at('regex').text !== '*') checkStringMatch(value, complain);
  }
  // An empty prefix is every path.
  checkRegexMatch(match.at('uri'), complain);
  for (const key of ['scheme', 'method', 'authority']) checkStringMatch(match.at(key), complain);
  for (const [, value] of match.at('queryParams').entries()) checkStringMatch(value, complain);
  if (match.at('port').number !== 0) checkPort(match.at('port'), complain);
  checkLabels(match.at('sourceLabels'), complain);
  checkGatewayNames(match.at('gateways'), complain);
  const namespace = match.at('sourceNamespace');
  if (namespace.text !== '' && !isDnsLabel(namespace.text)) {
    complain('http-match/source-namespace', namespace, `\`sourceNamespace\` "${namespace.text}" cannot be a namespace.`, 'Write the name of one namespace; wildcards are not taken.');
  }
}

function checkName(name: string, at: Field, complain: Complain): void {
  if (isClaimHeader(name) || PSEUDO_HEADERS.has(name) || HEADER_NAME.test(name)) return;
  complain('http-match/header-name', at, name === '' ? 'The name of a header is empty.' : `"${name}" is no name of a header.`,
    'Write a name of letters, digits and dashes, such as "x-canary", or a claim as "@request.auth.claims.<name>".');
}
