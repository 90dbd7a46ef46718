import { istioGateways } from '../../../manifest/istio/gateways';
import { view } from '../../../manifest/manifest-set';
import { records } from '../../../manifest/manifest-object';
import { workloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

export const gatewaySelectsNoPods: Rule = {
  id: 'gateway-selects-no-pods',
  severity: 'error',
  what: 'The selector of a Gateway matches no pods.',
  why: 'A Gateway only configures proxies that run already; without one nothing listens for it.',
  remedy: 'Select by labels that stand on the pods of a gateway deployment.',
  aliases: ['IST0101', 'KIA0302'],
  see: ['https://istio.io/latest/docs/reference/config/networking/gateway/#Gateway'],
  check(set, report) {
    for (const { object, selector, pods } of istioGateways(set)) {
      if (pods.length > 0 || Object.keys(selector).length === 0) continue;
      const others = gatewayWorkloads(set);
      report(object, ['spec', 'selector'], {
        severity: others.length > 0 ? 'error' : 'info',
        message: `No pods ${others.length > 0 ? '' : 'of these manifests '}have the labels ${JSON.stringify(selector).replaceAll('"', '')}${others[0] ? `; the gateway ${others[0].namespace}/${others[0].name} has ${JSON.stringify(others[0].labels).replaceAll('"', '')}` : ''}.`,
        remedy: others[0] ? 'Set `spec.selector` to labels of that gateway\'s pods.' : 'Install a gateway whose pods have these labels, or select one that is there, such as `istio: ingressgateway`.',
        related: others.slice(0, 1).map(one => one.object),
      });
    }
  },
};

/** Deployments that are nothing but a proxy. */
const gatewayWorkloads = view(set => workloads(set).filter(({ podSpec }) => {
  const containers = records(podSpec['containers']);
  return containers.length > 0 && containers.every(([{ name }]) => name === 'istio-proxy');
}));
