import { attachments } from '../../../manifest/gateway-api/attachments';
import { isWaypointClass } from '../../../manifest/gateway-api/gateways';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const routeOnWaypoint: Rule = {
  id: 'route-on-waypoint',
  severity: 'error',
  what: 'A route is attached to a waypoint, as if it were a gateway.',
  why: 'A waypoint\'s listener takes no routes: it carries out those that are attached to the Services behind it. The route has no effect.',
  remedy: 'Attach the route to the Service: `parentRefs: [{ group: "", kind: Service, name: … }]`.',
  aliases: ['Accepted=False/NotAllowedByListeners'],
  see: ['https://istio.io/latest/docs/ambient/usage/l7-features/'],
  check(set, report) {
    for (const { route, ref, owner } of attachments(set)) {
      if (!owner || !isWaypointClass(owner.className)) continue;
      report(route.object, ref.path, {
        message: `${refText(route.object.ref)} is attached to ${refText(owner.object.ref)}, which is a waypoint and takes no routes.`,
        remedy: 'Name the Service that it is for: `parentRefs: [{ group: "", kind: Service, name: <Service>, port: <port> }]`.',
        related: [owner.object],
      });
    }
  },
};
