import { isIP } from 'node:net';
import type { CelEnv } from '@bufbuild/cel';
import { CelScalar, celEnv, celFunc, celMethod, mapType } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { matchesPattern } from '../schema/pattern';
import { schemeOfUrl } from './go-url';

const { BOOL, DYN, STRING } = CelScalar;
const URL_VALUE = mapType(STRING, DYN);

/** What Kubernetes adds to CEL, of it what rules of the schemas call; a test plans and runs every one of them. */
const KUBERNETES = [
  celFunc('isIP', [STRING], BOOL, text => isIP(text) !== 0 && !text.includes('%')),
  celFunc('isURL', [STRING], BOOL, text => schemeOfUrl(text) !== undefined),
  celFunc('url', [STRING], URL_VALUE, text => {
    const scheme = schemeOfUrl(text);
    if (scheme === undefined) throw new Error(`URL parse error during conversion from string: ${text}`);
    return new Map([['scheme', scheme]]);
  }),
  celMethod('getScheme', URL_VALUE, [], STRING, function () { return this.get('scheme') as string; }),
];

export const ENVIRONMENT: CelEnv = celEnv({
  funcs: [...strings, ...KUBERNETES],
  re2: { compile: pattern => ({ test: text => matchesPattern(pattern, text) }) },
});
