import { gateways, isIstioClass } from '../../../manifest/gateway-api/gateways';
import { GATEWAY_GROUP } from '../../../manifest/gateway-api/references';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

/** What controllers install, or their documentation has one create. */
const COMMON = new Set([
  'cilium', 'contour', 'eg', 'envoy', 'envoy-gateway', 'haproxy', 'kgateway', 'kong', 'nginx', 'traefik', 'amazon-alb', 'amazon-vpc-lattice', 'azure-alb-external',
  'gke-l7-global-external-managed', 'gke-l7-regional-external-managed', 'gke-l7-rilb', 'gke-l7-gxlb', 'gke-td', 'asm-l7-gxlb', 'openshift-default',
]);

/** Of Istio's, those that there are. */
const ISTIO = new Set(['istio', 'istio-remote', 'istio-waypoint', 'istio-east-west', 'istio-agentgateway', 'istio-agentgateway-waypoint']);

export const gatewayClassUnknown: Rule = {
  id: 'gateway-class-unknown',
  severity: 'info',
  what: 'A Gateway is of a class that neither the manifests nor a common controller has.',
  why: 'No controller takes the Gateway up: it gets no address, and its routes are carried out nowhere.',
  remedy: 'Correct `gatewayClassName`, or add the GatewayClass.',
  aliases: ['KIA1504'],
  see: ['https://gateway-api.sigs.k8s.io/api-types/gatewayclass/'],
  check(set, report) {
    const declared = set.all(GATEWAY_GROUP, 'GatewayClass').map(({ name }) => name);
    for (const { object, className } of gateways(set)) {
      if (className === undefined || declared.includes(className) || ISTIO.has(className) || COMMON.has(className)) continue;
      const known = declared.length > 0 ? ` (the manifests have ${declared.join(', ')})` : '';
      report(object, ['spec', 'gatewayClassName'], {
        severity: isIstioClass(className) ? 'warning' : 'info',
        message: `${refText(object.ref)} is of class ${className}, which ${isIstioClass(className) ? 'is none of Istio\'s' : 'is not known'}${known}.`,
        remedy: `Correct gatewayClassName${isIstioClass(className) ? `: Istio has ${[...ISTIO].join(', ')}` : `, or add GatewayClass ${className}`}.`,
      });
    }
  },
};
