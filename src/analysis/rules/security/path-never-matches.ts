import { authorizationPolicies, valuesOf } from '../../../manifest/istio/authorization-policies';
import type { Rule } from '../../rule';

export const pathNeverMatches: Rule = {
  id: 'path-never-matches',
  severity: 'error',
  what: 'An AuthorizationPolicy names a path that no request has when it is compared.',
  why: 'What is compared begins with "/", has no query and no fragment, and its "." and ".." segments are resolved: an ALLOW for another path refuses everything, a DENY refuses nothing.',
  remedy: 'Write the path as it is after the host, from its first "/" to before "?".',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation', 'https://istio.io/latest/docs/reference/config/security/normalization/'],
  check(set, report) {
    for (const { object, rules } of authorizationPolicies(set)) {
      for (const { text, path } of rules.flatMap(rule => valuesOf(rule, 'paths'))) {
        const problem = problemOf(text);
        if (!problem) continue;
        report(object, path, {
          message: `No request has path "${text}": ${problem.why}.`,
          remedy: `Write "${problem.instead}".`,
        });
      }
    }
  },
};

/** What stands in regular expressions and hardly in a path. */
const EXPRESSION = /\.\*$|\.\+|\[[^\]]*-[^\]]*\]|^\^|\$$|\([^)]*\|[^)]*\)/;

function problemOf(path: string): { readonly why: string; readonly instead: string } | undefined {
  if (path === '') return undefined;
  const url = /^[a-z]+:\/\/[^/]*(\/.*)?$/i.exec(path);
  if (url) return { why: 'it begins with a scheme and a host', instead: url[1] ?? '/' };
  if (EXPRESSION.test(path) && !path.slice(0, -1).includes('*')) return { why: 'it is compared as it stands, and not as a regular expression', instead: plain(path) };
  if (/[?#]/.test(path)) return { why: 'the query is not part of what is compared', instead: path.replace(/[?#].*/, '') || '/' };
  if (!/^[/*{]/.test(path)) return { why: 'paths begin with "/"', instead: `/${path}` };
  if (/\/\.{1,2}(\/|$)/.test(path)) return { why: '"." and ".." are resolved before it is compared', instead: resolved(path) };
  if (path.includes('\\')) return { why: '"\\" is made "/" before it is compared', instead: path.replaceAll('\\', '/') };
  return undefined;
}

/** The same with the wildcards that there are: "*" at the end, "{*}" for a segment. */
function plain(path: string): string {
  const segments = path.replace(/^\^/, '').replace(/\$$/, '').replace(/\.\*$/, '*').split('/');
  const written = segments.map(segment => (EXPRESSION.test(segment) ? '{*}' : segment)).join('/');
  return /^[/*]/.test(written) ? written : `/${written}`;
}

function resolved(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.splice(1).slice(0, -1).forEach(one => segments.push(one));
    else if (segment !== '.') segments.push(segment);
  }
  return segments.join('/') || '/';
}
