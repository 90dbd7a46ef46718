import { canaries } from '../../../manifest/canaries';
import { refText } from '../../../manifest/object-ref';
import { rollouts } from '../../../manifest/rollouts';
import type { Rule } from '../../rule';

export const releaseNeedsSmi: Rule = {
  id: 'release-needs-smi',
  severity: 'warning',
  what: 'A Canary or Rollout steers traffic through the TrafficSplit of SMI.',
  why: 'No mesh reads TrafficSplits by itself any more: Linkerd needs an extension that is retired. Without it the weights change, and the traffic does not.',
  remedy: 'Use the Gateway API: `provider: gatewayapi:v1` with `gatewayRefs` in Flagger, the plugin `argoproj-labs/gatewayAPI` in Argo Rollouts.',
  aliases: [],
  see: ['https://linkerd.io/2/tasks/flagger/'],
  check(set, report) {
    // Who installs the extension knows of it.
    if (set.all('split.smi-spec.io', 'TrafficSplit').length > 0) return;
    for (const { object, provider, serviceName, service } of canaries(set)) {
      if (provider !== 'linkerd' && !provider?.startsWith('smi:')) continue;
      report(object, ['spec', 'provider'], {
        message: `With the provider ${provider}, Flagger writes a TrafficSplit of SMI for ${refText(object.ref)}, which no mesh reads by itself.`,
        remedy: `Set \`provider: gatewayapi:v1\`, and \`gatewayRefs: [{ group: "", kind: Service, name: ${serviceName}, port: ${service['port']} }]\` in spec.service.`,
      });
    }
    for (const { object, trafficRouting } of rollouts(set)) {
      if (trafficRouting?.['smi'] === undefined) continue;
      report(object, ['spec', 'strategy', 'canary', 'trafficRouting', 'smi'], {
        message: `${refText(object.ref)} steers traffic with a TrafficSplit of SMI, which no mesh reads by itself.`,
        remedy: 'Replace it by `plugins: { argoproj-labs/gatewayAPI: { httpRoute: <HTTPRoute> } }`.',
      });
    }
  },
};
