import { attachments, attachmentsOf } from '../../../manifest/gateway-api/attachments';
import { commonHostname } from '../../../manifest/gateway-api/hostnames';
import { routes } from '../../../manifest/gateway-api/routes';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const routeHostnameWithoutListener: Rule = {
  id: 'route-hostname-without-listener',
  severity: 'error',
  what: 'A hostname of a route is in none of the listeners that the route attaches to.',
  why: 'A route none of whose hostnames a listener serves does not attach. If only some of them are served, requests to the others are answered 404.',
  remedy: 'Let the listener\'s `hostname` and the route\'s `hostnames` have hosts in common: `*.example.com` serves `shop.example.com`, but not `example.com`.',
  aliases: ['Accepted=False/NoMatchingListenerHostname'],
  see: ['https://gateway-api.sigs.k8s.io/api-types/httproute/#hostnames'],
  check(set, report) {
    for (const { route, ref, owner, accepted, refused } of attachments(set)) {
      const refusals = refused.filter(({ reason }) => reason === 'NoMatchingListenerHostname');
      if (!owner || accepted.length > 0 || refusals.length === 0) continue;
      report(route.object, ref.path, {
        message: `${refText(owner.object.ref)} does not take ${refText(route.object.ref)}: ${refusals.map(({ listener, because }) => `listener ${listener.name} refuses it, because ${because}`).join('; ')}.`,
        remedy: `Change spec.hostnames of the route to hosts of ${refusals.map(({ listener }) => listener.hostname).join(' or ')}, or the hostname of the listener.`,
        related: [owner.object],
      });
    }
    for (const route of routes(set)) {
      const at = attachmentsOf(set, route);
      // What becomes of a parent that is not known cannot be said.
      if (at.length === 0 || at.some(({ owner }) => !owner) || at.some(({ accepted }) => accepted.length === 0)) continue;
      const listeners = at.flatMap(({ accepted }) => accepted.map(({ listener }) => listener));
      route.hostnames.forEach((hostname, index) => {
        if (listeners.some(listener => commonHostname(listener.hostname, hostname) !== undefined)) return;
        report(route.object, ['spec', 'hostnames', index], {
          severity: 'warning',
          message: `No listener that ${refText(route.object.ref)} attaches to serves ${hostname} (they serve ${[...new Set(listeners.map(listener => listener.hostname))].join(', ')}).`,
          remedy: `Take ${hostname} out of spec.hostnames, or add a listener for it.`,
          related: at.map(({ owner }) => owner!.object),
        });
      });
    }
  },
};
