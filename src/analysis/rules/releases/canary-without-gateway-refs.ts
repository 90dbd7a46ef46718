import { canaries, usesGatewayApi } from '../../../manifest/canaries';
import { enrolment, namespaceEnrolment } from '../../../manifest/enrolment';
import { list, records } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const canaryWithoutGatewayRefs: Rule = {
  id: 'canary-without-gateway-refs',
  severity: 'error',
  what: 'A Canary with a Gateway API provider names no parent for the route that Flagger writes, or one that is none.',
  why: 'Without a parent the HTTPRoute is carried out nowhere: weights change, and traffic does not. `group: core`, which Linkerd reads as the group of Services, means nothing to Istio.',
  remedy: 'Name the parent in `spec.service.gatewayRefs`: a Gateway, or in a mesh the Service itself with `group: ""` and `kind: Service`.',
  aliases: [],
  see: ['https://docs.flagger.app/tutorials/gatewayapi-progressive-delivery'],
  check(set, report) {
    for (const canary of canaries(set)) {
      if (!usesGatewayApi(canary)) continue;
      const { object, namespace, service, serviceName, target } = canary;
      if (list(service['gatewayRefs']).length === 0) {
        report(object, ['spec', 'service'], {
          message: `${refText(object.ref)} names no parent for the HTTPRoute that Flagger writes.`,
          remedy: `Add \`gatewayRefs: [{ group: "", kind: Service, name: ${serviceName}, port: ${service['port']} }]\`, or the Gateway that requests come through, to spec.service.`,
        });
      }
      const { dataPlane } = target ? enrolment(set, target) : namespaceEnrolment(set, namespace);
      for (const [{ group, kind }, index] of records(service['gatewayRefs'])) {
        if (kind !== 'Service' || group === '' || (group === 'core' && dataPlane === 'linkerd')) continue;
        report(object, ['spec', 'service', 'gatewayRefs', index, group === undefined ? 'kind' : 'group'], {
          message: `${refText(object.ref)} names a Service of group "${group ?? 'gateway.networking.k8s.io'}" as parent, and the group of a Service is the empty text.`,
          remedy: 'Set `group: ""`.',
        });
      }
    }
  },
};
