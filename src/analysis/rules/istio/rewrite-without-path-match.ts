import { httpRoutes, virtualServices } from '../../../manifest/istio/virtual-services';
import { record, records, text } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

export const rewriteWithoutPathMatch: Rule = {
  id: 'rewrite-without-path-match',
  severity: 'warning',
  what: 'A route rewrites the path without matching one.',
  why: 'What matches no path matches prefix "/", and that is what the rewrite replaces: with `uri: /new`, "/admin" becomes "/newadmin".',
  remedy: 'Let the rewrite end with "/" to put it before the path, or use `uriRegexRewrite` to replace the whole path.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRewrite'],
  check(set, report) {
    for (const one of virtualServices(set)) {
      for (const { route, object, path } of httpRoutes(set, one)) {
        const uri = text(record(route['rewrite'])['uri']);
        const matches = records(route['match']).map(([match]) => match);
        const everyPath = matches.length === 0 || matches.some(match => match['uri'] === undefined || record(match['uri'])['prefix'] === '/');
        if (!uri || uri.endsWith('/') || !everyPath) continue;
        report(object, [...path, 'rewrite', 'uri'], {
          message: `The rewrite replaces only the "/" at the beginning of every path: "/admin" becomes "${uri}admin".`,
          remedy: `Write \`uri: ${uri}/\` to put it before the path, or \`uriRegexRewrite: { match: ".*", rewrite: ${uri} }\` to replace all of it.`,
        });
      }
    }
  },
};
