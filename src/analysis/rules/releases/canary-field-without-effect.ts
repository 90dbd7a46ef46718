import type { Canary } from '../../../manifest/canaries';
import { canaries, usesGatewayApi, usesIstio } from '../../../manifest/canaries';
import { valueAt } from '../../../manifest/field-path';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

/** Fields that a provider does not read, and what there is instead. */
const UNREAD: readonly { readonly reads: (canary: Canary) => boolean; readonly fields: readonly (readonly [path: readonly string[], instead: string])[] }[] = [
  {
    reads: usesGatewayApi,
    fields: [
      [['service', 'retries'], 'Say retries with the mesh\'s own means, such as annotations of the Service'],
      [['service', 'trafficPolicy'], 'Write a policy for the Services -primary and -canary'],
      [['service', 'gateways'], 'Name the parents in `service.gatewayRefs`'],
      [['service', 'delegation'], 'Take it out'],
      [['service', 'corsPolicy', 'allowOrigins'], 'Say CORS on a route of your own'],
      [['analysis', 'mirrorWeight'], 'Take it out'],
    ],
  },
  {
    reads: usesIstio,
    fields: [
      [['service', 'gatewayRefs'], 'Name Istio\'s gateways in `service.gateways`'],
      [['service', 'backendTimeout'], 'Say `service.timeout`, and `perTryTimeout` in `service.retries`'],
    ],
  },
];

export const canaryFieldWithoutEffect: Rule = {
  id: 'canary-field-without-effect',
  severity: 'warning',
  what: 'A Canary says something that Flagger does not hand on with its provider.',
  why: 'The routes that Flagger writes do not have it: retries, timeouts or origins are not what the Canary says.',
  remedy: 'Say it with a field that the provider reads, or take it out.',
  aliases: [],
  see: ['https://docs.flagger.app/usage/how-it-works#canary-service'],
  check(set, report) {
    for (const canary of canaries(set)) {
      for (const { fields } of UNREAD.filter(({ reads }) => reads(canary))) {
        for (const [field, instead] of fields) {
          const path = ['spec', ...field.map(step => (step === 'analysis' ? canary.analysisField : step))];
          if (valueAt(canary.object.body, path) === undefined) continue;
          report(canary.object, path, {
            message: `With the provider ${canary.provider}, Flagger does not read ${field.join('.')} of ${refText(canary.object.ref)}.`,
            remedy: `${instead}.`,
          });
        }
      }
    }
  },
};
