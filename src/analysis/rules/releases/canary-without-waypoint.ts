import { canaries, usesGatewayApi } from '../../../manifest/canaries';
import { enrolment } from '../../../manifest/enrolment';
import { waypointUse } from '../../../manifest/istio/waypoints';
import { list, record, records, text, texts } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const canaryWithoutWaypoint: Rule = {
  id: 'canary-without-waypoint',
  severity: 'error',
  what: 'A Canary is for pods in an ambient mesh, and calls to its Service pass no waypoint.',
  why: 'Weights are carried out at a waypoint. Without one the routes that Flagger writes are not used: every call goes to the old version, the analysis finds no requests, and the release is rolled back.',
  remedy: 'Put `istio.io/use-waypoint` into the labels of `spec.service.apex`, or on the namespace, and deploy the waypoint.',
  aliases: [],
  see: ['https://istio.io/latest/docs/ambient/usage/waypoint/'],
  check(set, report) {
    for (const canary of canaries(set)) {
      const { object, namespace, target, provider, service } = canary;
      if (!target || enrolment(set, target).dataPlane !== 'istio-ambient') continue;
      // Through a gateway the weights hold without a waypoint.
      const atService = provider === 'istio' ? list(service['gateways']).every(gateway => gateway === 'mesh')
        : usesGatewayApi(canary) && records(service['gatewayRefs']).some(([{ kind }]) => text(kind) === 'Service');
      const labels = { ...texts(record(service['unmanagedMetadata'])['labels']), ...texts(record(service['apex'])['labels']) };
      if (!atService || waypointUse(set, namespace, labels)) continue;
      report(object, ['spec', 'service'], {
        message: `The pods of ${refText(object.ref)} are in the ambient mesh, and its Service asks for no waypoint, where the weights would be carried out.`,
        remedy: 'Add `apex: { labels: { istio.io/use-waypoint: <waypoint> } }` to spec.service.',
      });
    }
  },
};
