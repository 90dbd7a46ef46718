import { list, record, records, text } from '../manifest-object';
import type { ManifestObject } from '../manifest-object';
import { viewOf } from '../manifest-set';
import type { Labels } from '../selectors';
import type { Service } from '../services';
import { services } from '../services';
import type { Workload } from '../workloads';
import { workloads } from '../workloads';
import type { GatewayListeners } from './gateways';

/** What controllers write on the pods and the Services that they make for a Gateway, in its own namespace. */
export const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';
/** Envoy Gateway keeps them in its own namespace, and names the Gateway in full. */
const OWNER = 'gateway.envoyproxy.io/owning-gateway-name';
const OWNER_NAMESPACE = 'gateway.envoyproxy.io/owning-gateway-namespace';

/** Workloads that carry a Gateway, as far as the manifests have them: by their labels, else those behind a Service that is labelled for it or has one of its addresses. */
export const podsOfGateway = viewOf((set, { object, namespace, name }: GatewayListeners): readonly Workload[] => {
  const isFor = (labels: Labels, home: string) => (labels[GATEWAY_NAME] === name && home === namespace) || (labels[OWNER] === name && labels[OWNER_NAMESPACE] === namespace);
  const labelled = workloads(set).filter(workload => isFor(workload.labels, workload.namespace));
  if (labelled.length > 0) return labelled;
  const addresses = new Set([object.spec['addresses'], record(object.body['status'])['addresses']].flatMap(given => records(given).flatMap(([{ value }]) => text(value)?.toLowerCase() ?? [])));
  const behind = services(set).filter(service => isFor(service.labels, service.namespace) || [...namesOf(service, namespace)].some(address => addresses.has(address)));
  return [...new Set(behind.flatMap(service => service.workloads))];
});

/** Every name and address by which something in the cluster, or outside, calls a Service. */
function namesOf({ object, host, name, namespace }: Service, from: string): Set<string> {
  const { clusterIP, clusterIPs, externalIPs, loadBalancerIP } = object.spec as Record<string, unknown>;
  const given = [clusterIP, loadBalancerIP, ...list(clusterIPs), ...list(externalIPs), ...ingressOf(object)];
  const own = [host, `${name}.${namespace}.svc`, `${name}.${namespace}`, ...(namespace === from ? [name] : [])];
  return new Set([...own, ...given.flatMap(one => (text(one) && one !== 'None' ? [text(one)!.toLowerCase()] : []))]);
}

function ingressOf({ body }: ManifestObject): unknown[] {
  return records(record(record(body['status'])['loadBalancer'])['ingress']).flatMap(([{ ip, hostname }]) => [ip, hostname] as unknown[]);
}
