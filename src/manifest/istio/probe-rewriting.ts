import { record } from '../manifest-object';
import { view } from '../manifest-set';
import type { Workload } from '../workloads';

/** What the injector says where pods say nothing themselves: its values, in JSON, in its ConfigMap. */
const injectorSays = view((set): boolean => {
  const object = set.inNamespace('', 'ConfigMap', set.settings.rootNamespace).find(({ name }) => name === 'istio-sidecar-injector');
  try {
    const values: unknown = JSON.parse(String(record(object?.body['data'])['values'] ?? '{}'));
    return record(record(values)['sidecarInjectorWebhook'])['rewriteAppHTTPProbe'] !== false;
  } catch {
    return true;
  }
});

/** Whether probes of pods with a sidecar are rewritten, so that the kubelet asks the agent, past the sidecar. */
export function areProbesRewritten(set: Parameters<typeof injectorSays>[0], { annotations }: Workload): boolean {
  const own = annotations['sidecar.istio.io/rewriteAppHTTPProbers'];
  // Values that Go reads as truth values; others count for nothing.
  if (/^(1|t|T|TRUE|true|True)$/.test(own ?? '')) return true;
  return /^(0|f|F|FALSE|false|False)$/.test(own ?? '') ? false : injectorSays(set);
}
