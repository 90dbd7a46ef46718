import { httpRoutes, virtualServices } from '../../../manifest/istio/virtual-services';
import { record, records, text } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

export const rewriteJoinsPathsWrongly: Rule = {
  id: 'rewrite-joins-paths-wrongly',
  severity: 'warning',
  what: 'A rewrite replaces a matched prefix by text that does not end as the prefix does, so the rest of the path is joined with one slash too few or too many.',
  why: 'Only the matched text is replaced: prefix "/foo/" by "/bar" makes "/barx" of "/foo/x"; prefix "/foo" by "/" makes "//x" of it.',
  remedy: 'Let the rewrite end with "/" exactly where the prefix does, with a rule of its own for the bare path, or use `uriRegexRewrite`.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRewrite'],
  check(set, report) {
    for (const one of virtualServices(set)) {
      for (const { route, object, path } of httpRoutes(set, one)) {
        const uri = text(record(route['rewrite'])['uri']);
        if (!uri) continue;
        const prefixes = records(route['match']).flatMap(([match]) => text(record(match['uri'])['prefix']) ?? []);
        const wrong = prefixes.find(prefix => prefix.length > 1 && prefix.endsWith('/') !== uri.endsWith('/'));
        if (wrong === undefined) continue;
        const bare = wrong.replace(/\/$/, '');
        report(object, [...path, 'rewrite', 'uri'], {
          message: `Prefix "${wrong}" is replaced by "${uri}", which makes "${uri}${`${bare}/x`.slice(wrong.length)}" of "${bare}/x".`,
          remedy: wrong.endsWith('/') ? `Write \`uri: ${uri}/\`; a match of exactly "${bare}" needs a rule of its own with \`uri: ${uri}\`.`
            : `Use two rules: \`exact: ${wrong}\` with \`rewrite: { uri: ${uri} }\`, and \`prefix: ${wrong}/\` with \`rewrite: { uri: ${uri} }\`.`,
        });
      }
    }
  },
};
