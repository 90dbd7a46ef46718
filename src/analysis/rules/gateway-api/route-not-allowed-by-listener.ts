import { attachments } from '../../../manifest/gateway-api/attachments';
import { isWaypointClass } from '../../../manifest/gateway-api/gateways';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const routeNotAllowedByListener: Rule = {
  id: 'route-not-allowed-by-listener',
  severity: 'error',
  what: 'No listener that a route names takes it: because of its namespace, because of its kind, or because the listener\'s protocol carries other routes.',
  why: 'The route does not attach, and requests that it is for are answered 404 or by another route.',
  remedy: 'Open `allowedRoutes` of the listener for the namespace and the kind of the route, or attach the route to a listener of the protocol that it is for.',
  aliases: ['Accepted=False/NotAllowedByListeners'],
  see: ['https://gateway-api.sigs.k8s.io/guides/multiple-ns/', 'https://gateway-api.sigs.k8s.io/guides/tls/'],
  check(set, report) {
    for (const { route, ref, owner, accepted, refused } of attachments(set)) {
      const refusals = refused.filter(({ reason }) => reason === 'NotAllowedByListeners');
      if (!owner || accepted.length > 0 || refusals.length < refused.length || refusals.length === 0 || isWaypointClass(owner.className)) continue;
      const { listener, because } = refusals[0]!;
      const fix = because.includes('protocol') || because.includes('TLS')
        ? `Attach ${refText(route.object.ref)} to a listener whose protocol carries ${route.kind}s, or make it a route of a kind that this listener carries.`
        : because.includes('kinds') ? `Add \`{ kind: ${route.kind} }\` to allowedRoutes.kinds of listener ${listener.name} of ${refText(owner.object.ref)}.`
          : `Set \`allowedRoutes: { namespaces: { from: All } }\`, or a selector that namespace ${route.namespace} meets, on listener ${listener.name} of ${refText(owner.object.ref)}.`;
      report(route.object, ref.path, {
        message: `${refText(owner.object.ref)} does not take ${refText(route.object.ref)}: ${refusals.map(refusal => `listener ${refusal.listener.name} refuses it, because ${refusal.because}`).join('; ')}.`,
        remedy: fix,
        related: [owner.object],
      });
    }
  },
};
