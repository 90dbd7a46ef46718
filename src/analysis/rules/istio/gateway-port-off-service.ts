import type { GatewayPods } from '../../../manifest/istio/gateways';
import { istioGateways } from '../../../manifest/istio/gateways';
import type { ManifestSet } from '../../../manifest/manifest-set';
import type { Service } from '../../../manifest/services';
import { services, servicesOf } from '../../../manifest/services';
import { view } from '../../../manifest/manifest-set';
import { matchesLabels } from '../../../manifest/selectors';
import type { Rule } from '../../rule';
import { listed } from '../../wording';

/** Of the Service that Istio's default installation makes, and of the pods behind it. */
const DEFAULT_PORTS = [80, 443, 8080, 8443, 15021];

export const gatewayPortOffService: Rule = {
  id: 'gateway-port-off-service',
  severity: 'warning',
  what: 'A server of a Gateway listens on a port that no Service in front of the gateway\'s pods has.',
  why: 'Nobody reaches the port through the Service: the load balancer does not open it.',
  remedy: 'Add the port to the Service of the gateway, or use one that it has.',
  aliases: ['IST0162'],
  see: ['https://istio.io/latest/docs/reference/config/analysis/ist0162/'],
  check(set, report) {
    for (const { object, pods, servers } of istioGateways(set)) {
      const inFront = [...new Set(pods.flatMap(one => servicesBefore(set, one)))];
      // Of the default installation, the Service that it is made with.
      if (inFront.length === 0 && pods.length > 0 && pods.every(({ workload, deployedFor }) => !workload && !deployedFor)) {
        for (const { port, path } of servers) {
          if (port === undefined || DEFAULT_PORTS.includes(port)) continue;
          report(object, [...path, 'port', 'number'], {
            severity: 'info',
            message: `The manifests do not hold the Service in front of the gateway, and Istio's own opens no port ${port}, only 80 and 443.`,
            remedy: `Add port ${port} to the Service of the gateway where Istio is installed.`,
          });
        }
      }
      if (inFront.length === 0) continue;
      const open = inFront.flatMap(({ ports }) => ports.filter(({ protocol }) => protocol === 'TCP').flatMap(({ port, targetPort }) => [port, targetPort]));
      for (const { port, path } of servers) {
        if (port === undefined || open.includes(port)) continue;
        report(object, [...path, 'port', 'number'], {
          message: `Service ${listed(inFront.map(({ namespace, name }) => `${namespace}/${name}`))} in front of the gateway has no port ${port} (it has ${listed(inFront.flatMap(({ ports }) => ports.map(one => one.port)))}).`,
          remedy: `Add \`{ name: port-${port}, port: ${port}, targetPort: ${port} }\` to \`spec.ports\` of Service ${inFront[0]!.namespace}/${inFront[0]!.name}.`,
          related: inFront.map(service => service.object),
        });
      }
    }
  },
};

const byNamespace = view(set => {
  const index = new Map<string, Service[]>();
  for (const service of services(set)) index.set(service.namespace, [...index.get(service.namespace) ?? [], service]);
  return index;
});

/** Of pods that istiod deploys, the Service is made with the ports that their Gateway asks for. */
function servicesBefore(set: ManifestSet, { workload, deployedFor, namespace, labels }: GatewayPods): readonly Service[] {
  if (workload) return servicesOf(set, workload);
  if (deployedFor) return [];
  return (byNamespace(set).get(namespace) ?? []).filter(({ selector }) => Object.keys(selector).length > 0 && matchesLabels(selector, labels));
}
