/** What a pattern takes, in words, and an example of it. */
export interface PatternWords {
  readonly words: string;
  readonly example: string;
}

const DNS = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';

/** The patterns that most fields have, as the schemas write them. */
const WORDS: Readonly<Record<string, PatternWords>> = {
  [`^${DNS}$`]: { words: 'a DNS name in lower case', example: 'cart.example.com' },
  [`^(\\*\\.)?${DNS}$`]: { words: 'a DNS name in lower case, which may begin with "*."', example: '*.example.com' },
  [`^$|^${DNS}$`]: { words: 'a DNS name in lower case, or empty for the group of Kubernetes itself', example: 'gateway.networking.k8s.io' },
  '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$': { words: 'lower-case letters, digits and "-", with a letter or digit at both ends', example: 'cart-v1' },
  '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$': { words: 'letters, digits and "-", with a letter at the start', example: 'Service' },
  '^([0-9]{1,5}(h|m|s|ms)){1,4}$': { words: 'a duration of whole numbers with h, m, s or ms, at most four of them', example: '1m30s' },
  '^[A-Za-z0-9!#$%&\'*+\\-.^_\\x60|~]+$': { words: 'a name that a header may have: letters, digits and !#$%&\'*+-.^_`|~', example: 'x-canary' },
  '^[!-~]+([\\t ]?[!-~]+)*$': { words: 'visible characters of ASCII, with no more than one blank between two of them', example: 'beta users' },
  [`^${DNS}\\/[A-Za-z0-9\\/\\-._~%!$&'()*+,;=:]+$`]: { words: 'a DNS name, "/" and a path', example: 'example.com/gateway-controller' },
  '(^\\*$)|(^(http(s)?):\\/\\/(((\\*\\.)?([a-zA-Z0-9\\-]+\\.)*[a-zA-Z0-9-]+|\\*)(:([0-9]{1,5}))?)$)': { words: '"*", or http:// or https:// and a host', example: 'https://shop.example.com' },
  '^(?:[-A-Za-z0-9/._~!$&\'()*+,;=:@]|[%][0-9a-fA-F]{2})+$': { words: 'characters that a path may hold, any other one as "%" and two hexadecimal digits', example: '/cart/a%20b' },
  '(^$|^[a-f0-9]{64}$)': { words: 'empty or 64 hexadecimal digits in lower case', example: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' },
};

export function patternWords(pattern: string): PatternWords | undefined {
  return Object.hasOwn(WORDS, pattern) ? WORDS[pattern] : undefined;
}

/** The patterns that there are words for. */
export const WORDED_PATTERNS: readonly string[] = Object.keys(WORDS);
