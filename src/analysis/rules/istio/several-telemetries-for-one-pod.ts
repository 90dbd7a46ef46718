import { targetRefs } from '../../../manifest/istio/policy-targets';
import { record, texts } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';
import { competitions } from './selected-pods';

export const severalTelemetriesForOnePod: Rule = {
  id: 'several-telemetries-for-one-pod',
  severity: 'error',
  what: 'Two Telemetry objects are for the same pods: both select them, or both are for their whole namespace.',
  why: 'Istio uses the one that was created first, and the other does nothing: logs, metrics or traces that it asks for are missing.',
  remedy: 'Keep one Telemetry without a selector in a namespace, and let selectors of others not overlap.',
  aliases: ['IST0159', 'IST0160', 'KIA0002', 'KIA0003'],
  see: ['https://istio.io/latest/docs/reference/config/telemetry/#Telemetry'],
  check(set, report) {
    const all = set.all('telemetry.istio.io', 'Telemetry').filter(object => targetRefs(object).length === 0)
      .map(object => ({ object, namespace: object.namespace ?? '', labels: texts(record(object.spec['selector'])['matchLabels']) }));
    for (const { one, other, workload } of competitions(set, all)) {
      report(one.object, workload ? ['spec', 'selector'] : ['metadata', 'name'], {
        message: workload ? `${refText(other.object.ref)} selects ${workload.object.kind} ${workload.namespace}/${workload.name} too, and only the Telemetry that was created first holds for its pods.`
          : `${refText(other.object.ref)} is for all pods of namespace ${one.namespace} too, and only the Telemetry that was created first is used.`,
        remedy: workload ? 'Select other labels here, or join the two Telemetries.' : 'Join the two Telemetries into one, or give this one a `selector`.',
        related: [other.object], aliases: workload ? ['IST0159', 'KIA0003'] : ['IST0160', 'KIA0002'],
      });
    }
  },
};
