import { namespaceEnrolment } from '../../../manifest/enrolment';
import { attachedToService, attachments, isConsumerRoute } from '../../../manifest/gateway-api/attachments';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const consumerRouteHidesProducerRoute: Rule = {
  id: 'consumer-route-hides-producer-route',
  severity: 'info',
  what: 'A route in a caller\'s namespace stands beside routes in the Service\'s own, for the same port.',
  why: 'For callers in the route\'s namespace it replaces all routes of the Service: what those say of timeouts, splits and rewrites does not hold for them. Linkerd merges the two sets.',
  remedy: 'Repeat in the caller\'s route what is to hold from the Service\'s own routes.',
  aliases: [],
  see: ['https://gateway-api.sigs.k8s.io/geps/gep-1294/'],
  check(set, report) {
    for (const attachment of attachments(set)) {
      const { route, ref, service, ports } = attachment;
      if (!isConsumerRoute(attachment) || namespaceEnrolment(set, route.namespace).dataPlane === 'istio-ambient') continue;
      const hidden = attachedToService(set, service!).find(other => !isConsumerRoute(other) && other.ports.some(port => ports.includes(port)));
      if (!hidden) continue;
      const merged = namespaceEnrolment(set, route.namespace).dataPlane === 'linkerd';
      report(route.object, ref.path, {
        message: `For callers in namespace ${route.namespace}, ${refText(route.object.ref)} ${merged ? 'is merged with' : 'replaces'} ${refText(hidden.route.object.ref)}, which is attached to the same port of Service ${service!.namespace}/${service!.name}.`,
        remedy: merged ? 'Check that the more specific match is the one that is meant to win.' : `Repeat here the rules of ${refText(hidden.route.object.ref)} that are to hold for these callers too.`,
        related: [hidden.route.object],
      });
    }
  },
};
