import { deployedGatewayPods } from '../../../manifest/istio/gateways';
import { targetRefs } from '../../../manifest/istio/policy-targets';
import { record, text, texts } from '../../../manifest/manifest-object';
import { matchesLabels } from '../../../manifest/selectors';
import type { Rule } from '../../rule';

const KINDS = [['security.istio.io', 'AuthorizationPolicy'], ['security.istio.io', 'RequestAuthentication'], ['telemetry.istio.io', 'Telemetry'],
  ['extensions.istio.io', 'WasmPlugin'], ['extensions.istio.io', 'TrafficExtension']] as const;

export const selectorOnDeployedGateway: Rule = {
  id: 'selector-on-deployed-gateway',
  severity: 'warning',
  what: 'A policy selects the pods that Istio deploys for a Gateway of the Gateway API by their labels.',
  why: 'A waypoint reads only policies that name it, or what it serves, in `targetRefs`: one with a selector does nothing there. Gateways read them only where istiod is set to, and other versions of Istio do not.',
  remedy: 'Name the Gateway in `targetRefs`.',
  aliases: ['IST0166'],
  see: ['https://istio.io/latest/docs/reference/config/analysis/ist0166/'],
  check(set, report) {
    if (deployedGatewayPods(set).length === 0) return;
    for (const [group, kind] of KINDS) {
      for (const object of set.all(group, kind)) {
        const labels = texts(record(object.spec['selector'])['matchLabels']);
        if (Object.keys(labels).length === 0 || targetRefs(object).length > 0) continue;
        const pods = deployedGatewayPods(set).find(one => one.namespace === object.namespace && matchesLabels(labels, one.labels));
        const gateway = pods?.deployedFor;
        if (!gateway) continue;
        const waypoint = /waypoint/.test(text(gateway.spec['gatewayClassName']) ?? '');
        report(object, ['spec', 'selector'], {
          severity: waypoint ? 'error' : 'warning',
          message: `The selector takes the pods of ${waypoint ? 'waypoint' : 'Gateway'} ${gateway.namespace}/${gateway.name}, ${waypoint ? 'which reads no policy with a selector' : 'which reads policies with a selector only if istiod is set to'}.`,
          remedy: `Write \`targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: ${gateway.name} }]\` instead of \`selector\`.`,
          related: [gateway],
        });
      }
    }
  },
};
