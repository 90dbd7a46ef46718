import { canaries, usesGatewayApi } from '../../../manifest/canaries';
import { enrolment } from '../../../manifest/enrolment';
import { records } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

const BUILT_IN = new Set(['request-success-rate', 'request-duration']);

export const canaryMetricWithoutData: Rule = {
  id: 'canary-metric-without-data',
  severity: 'warning',
  what: 'A Canary measures by a metric of Flagger\'s own that has no data in its mesh.',
  why: 'Flagger\'s own metrics ask Istio for what sidecars report, which pods of an ambient mesh do not have, and with the provider `gatewayapi` they ask for metrics of no mesh at all. Without data the release halts and is rolled back.',
  remedy: 'Write a MetricTemplate with a query for the metrics of the mesh, and name it in `templateRef`: in an ambient mesh `istio_requests_total{reporter="waypoint"}`, in Linkerd `response_total{direction="inbound"}`.',
  aliases: [],
  see: ['https://docs.flagger.app/usage/metrics'],
  check(set, report) {
    for (const canary of canaries(set)) {
      const { object, target, analysis, analysisField, provider } = canary;
      const ambient = target !== undefined && enrolment(set, target).dataPlane === 'istio-ambient';
      if (!usesGatewayApi(canary) && !(ambient && (provider === undefined || provider === 'istio'))) continue;
      for (const [metric, index] of records(analysis['metrics'])) {
        if (metric['templateRef'] !== undefined || metric['query'] !== undefined || !BUILT_IN.has(metric['name'] as string)) continue;
        report(object, ['spec', analysisField, 'metrics', index, 'name'], {
          message: `Metric ${metric['name']} of ${refText(object.ref)} finds no data: ${usesGatewayApi(canary) ? `with the provider ${provider}, Flagger asks for http_request_duration_seconds, which no mesh reports` : 'Flagger asks for what sidecars report, and the pods are in an ambient mesh'}.`,
          remedy: 'Name a MetricTemplate in `templateRef` whose query asks for the metrics of the mesh.',
        });
      }
    }
  },
};
