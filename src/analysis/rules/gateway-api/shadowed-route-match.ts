import type { Attachment } from '../../../manifest/gateway-api/attachments';
import { attachments, isConsumerRoute } from '../../../manifest/gateway-api/attachments';
import { matchKey, matchText } from '../../../manifest/gateway-api/matches';
import type { RankedMatch } from '../../../manifest/gateway-api/precedence';
import { byPrecedence } from '../../../manifest/gateway-api/precedence';
import { refText } from '../../../manifest/object-ref';
import { pathText } from '../../../manifest/field-path';
import type { Rule } from '../../rule';

export const shadowedRouteMatch: Rule = {
  id: 'shadowed-route-match',
  severity: 'warning',
  what: 'A match of a route takes no request, because another rule of the same parent has the same match and comes first.',
  why: 'Of equal matches the one in the older route wins, then the route whose namespace and name come first, then the first rule: what the other rule says never happens.',
  remedy: 'Take one of the two out, make one more specific, or put the backends of both, with weights, into one rule.',
  aliases: [],
  see: ['https://gateway-api.sigs.k8s.io/reference/spec/#httprouterule'],
  check(set, report) {
    const first = new Map<string, RankedMatch>();
    const places = new Map<RankedMatch['match'], { readonly ranked: RankedMatch; readonly keys: string[] }>();
    for (const attachment of attachments(set)) {
      const { route } = attachment;
      for (const [scope, hostname] of scopesOf(attachment)) {
        for (const rule of route.rules) {
          for (const match of rule.matches) {
            const ranked = { route, rule, match, hostname };
            const key = `${scope}|${hostname}|${matchKey(match)}`;
            const known = first.get(key);
            if (!known || byPrecedence(ranked, known) < 0) first.set(key, ranked);
            const place = places.get(match) ?? { ranked, keys: [] };
            place.keys.push(key);
            places.set(match, place);
          }
        }
      }
    }
    for (const [match, { ranked: { route, rule }, keys }] of places) {
      const winners = keys.map(key => first.get(key)!);
      const winner = winners[0]!;
      if (winners.some(other => other.match === match)) continue;
      const same = winner.route === route;
      if (same && winner.rule === rule) {
        report(route.object, match.path, {
          severity: 'info',
          message: `This match (${matchText(match)}) stands in its rule already, at ${pathText(winner.match.path)}.`,
          remedy: `Delete one of the two, or make this match differ from ${pathText(winner.match.path)}.`,
        });
        continue;
      }
      report(route.object, match.path, {
        message: `This match (${matchText(match)}) takes no request: ${same ? '' : `${refText(winner.route.object.ref)} `}${pathText(winner.match.path)} is the same and comes first${same ? '' : ', being older or first by namespace and name'}.`,
        remedy: same ? `Delete one of the two, or make this match differ from ${pathText(winner.match.path)}.` : `Delete one of the two, or merge the rules of ${refText(route.object.ref)} and ${refText(winner.route.object.ref)}.`,
        related: same ? [] : [winner.route.object],
      });
    }
  },
};

/** Where the matches of a route compete with others: a listener and hostname, or a Service port and whose calls. */
function scopesOf(attachment: Attachment): [scope: string, hostname: string][] {
  const { route, ref, owner, accepted, service, ports } = attachment;
  if (service) {
    const whose = isConsumerRoute(attachment) ? route.namespace : '';
    const hostnames = route.hostnames.length > 0 ? route.hostnames : [''];
    return ports.flatMap(({ port }) => hostnames.map((hostname): [string, string] => [`${service.host}:${port} ${whose}`, hostname]));
  }
  return accepted.flatMap(({ listener, hostnames }) => hostnames.map((hostname): [string, string] => [`${owner!.object.key} ${listener.name} ${ref.kind}`, hostname]));
}
