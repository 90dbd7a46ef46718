import { namespaceEnrolment } from '../../../manifest/enrolment';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { meshSetting } from '../../../manifest/mesh-config';
import { routePolicies } from '../../../manifest/resilience/route-policies';
import type { Rule } from '../../rule';

export const defaultRetries: Rule = {
  id: 'default-retries',
  severity: 'info',
  what: 'A route says nothing of retries, so Istio\'s own hold.',
  why: 'Istio retries twice unless it is told otherwise, whatever the method: when the connection fails or a stream is refused, and when a gRPC server answers UNAVAILABLE or CANCELLED, which may come after it did its work.',
  remedy: 'State the retries that you want; `attempts: 0` for none.',
  aliases: [],
  see: ['https://istio.io/latest/docs/concepts/traffic-management/#retries'],
  check(set, report) {
    if (meshSetting(set, 'defaultHttpRetryPolicy') !== undefined) return;
    const told = new Set<ManifestObject>();
    for (const { kind, object, path, retries, forwards, hosts } of routePolicies(set)) {
      if (retries || !forwards || told.has(object)) continue;
      if (kind === 'HTTPRoute' && (hosts.length === 0 || !namespaceEnrolment(set, object.namespace!).dataPlane.startsWith('istio'))) continue;
      told.add(object);
      report(object, path, {
        message: 'The route says no retries, so Istio retries its requests twice, POST included, where a connection fails or a gRPC server answers UNAVAILABLE.',
        remedy: kind === 'VirtualService' ? 'Add `retries: { attempts: 0 }` for none, or say how many and on what: `retries: { attempts: 2, retryOn: "connect-failure,refused-stream" }`.'
          : 'Add `retry: { attempts: 1 }` (experimental channel) to say how many you want.',
      });
    }
  },
};
