import { virtualServices } from '../../../manifest/istio/virtual-services';
import type { Json } from '../../../manifest/manifest-object';
import { list, record, records, text } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

export const prefixTakesSiblingPath: Rule = {
  id: 'prefix-takes-sibling-path',
  severity: 'warning',
  what: 'An earlier route with a path prefix takes the requests of a later route for another path that begins with the same letters.',
  why: 'Prefixes of a VirtualService are plain text, not path segments: "/foo" matches "/foobar" too, and the first route that matches wins.',
  remedy: 'End the prefix with "/" and match the bare path exactly beside it, or put the other route first.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/networking/virtual-service/#StringMatch'],
  check(set, report) {
    for (const { object } of virtualServices(set)) {
      const earlier: { readonly prefix: string; readonly route: number; readonly at: number }[] = [];
      for (const [route, index] of records(object.spec['http'])) {
        const matches = records(route['match']);
        for (const [{ uri }] of matches) {
          const path = text(record(uri)['exact']) ?? text(record(uri)['prefix']);
          const taker = path === undefined ? undefined : earlier.find(({ prefix }) => path.startsWith(prefix) && !/^(\/|$)/.test(path.slice(prefix.length)));
          if (!taker) continue;
          report(object, ['spec', 'http', taker.route, 'match', taker.at, 'uri', 'prefix'], {
            message: `Prefix "${taker.prefix}" takes every request for "${path}" too, which \`http[${index}]\` routes.`,
            remedy: `Write \`match: [{ uri: { exact: ${taker.prefix} } }, { uri: { prefix: ${taker.prefix}/ } }]\`, or move \`http[${index}]\` before this route.`,
          });
        }
        earlier.push(...matches.flatMap(([match, at]) => (takesAll(match) ? [{ prefix: text(record(match['uri'])['prefix'])!, route: index, at }] : [])));
      }
    }
  },
};

/** Whether the path alone decides, by a prefix that ends within a segment. */
function takesAll(match: Readonly<Record<string, Json>>): boolean {
  const prefix = text(record(match['uri'])['prefix']);
  const only = Object.entries(match).every(([key, value]) => ['uri', 'name', 'statPrefix', 'ignoreUriCase'].includes(key) || list(value).length + Object.keys(record(value)).length === 0);
  return only && prefix !== undefined && prefix.length > 1 && !prefix.endsWith('/');
}
