import { isVisibleIn } from '../../../manifest/istio/export';
import { mergedRoute } from '../../../manifest/istio/route-merging';
import { delegateOf, virtualServices } from '../../../manifest/istio/virtual-services';
import { list, record, records, text } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const delegateWithoutEffect: Rule = {
  id: 'delegate-without-effect',
  severity: 'error',
  what: 'A route hands over to a VirtualService that Istio does not find or see, or whose matches contradict the route\'s.',
  why: 'Istio drops such a route and says so in a log only: its requests fall to later routes, or to 404. A delegate has no `hosts`, is exported to the namespace that hands over, and may only narrow what the route matches: a longer prefix or an exact path below its prefix; beside a regex it may match nothing of that kind.',
  remedy: 'Correct the name or the `exportTo`, or let the delegate\'s matches lie within the route\'s.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/networking/virtual-service/#Delegate'],
  check(set, report) {
    for (const { object, namespace, hosts } of virtualServices(set)) {
      if (hosts.length === 0) continue;
      for (const [route, index] of records(object.spec['http'])) {
        const { name, namespace: other } = record(route['delegate']);
        if (text(name) === undefined) continue;
        const home = text(other) || namespace;
        const path = ['spec', 'http', index, 'delegate'];
        const delegate = delegateOf(set, route, namespace);
        const found = set.find('networking.istio.io', 'VirtualService', home, name as string);
        const drop = (message: string, remedy: string) => report(object, path, { message, remedy, related: found ? [found] : [] });
        if (!found) {
          drop(`The route hands over to VirtualService ${home}/${name}, which does not exist.`, `Create VirtualService ${name} without \`hosts\` in namespace ${home}, or name one that exists.`);
        } else if (!delegate) {
          drop(`${refText(found.ref)} has \`hosts\`, so nothing can hand over to it.`, `Remove \`spec.hosts\` and \`spec.gateways\` from ${refText(found.ref)}.`);
        } else if (!isVisibleIn(delegate.visibility, namespace)) {
          drop(`${refText(found.ref)} is not exported to namespace ${namespace}.`, `Add \`${namespace}\` to \`spec.exportTo\` of ${refText(found.ref)}.`);
        } else {
          for (const [leaf, at] of records(found.spec['http'])) {
            if (mergedRoute(route, leaf)) continue;
            report(found, ['spec', 'http', at, ...(list(leaf['match']).length > 0 ? ['match'] : [])], {
              message: `No match of this route lies within what \`http[${index}]\` of ${refText(object.ref)} hands over, so Istio drops it.`,
              remedy: `Match only below what that route matches: ${JSON.stringify(route['match'])}.`, related: [object],
            });
          }
        }
      }
    }
  },
};
