// What a stock Envoy takes of the configuration that istiod makes for Istio's own build, and local sockets in the place of addresses.
import { join } from 'node:path';

export const backendSocket = (folder) => join(folder, 'backend');

/** Whether something is a filter that only Istio's build has. */
export function isIstios(one) {
  const type = one?.typedConfig?.typeUrl ?? one?.typedConfig?.['@type'] ?? '';
  return /istio|metadataexchange/.test(type);
}

/** Names of all clusters that a configuration sends to. */
export function clustersIn(configuration) {
  return new Set([...JSON.stringify(configuration).matchAll(/"cluster":"([^"]+)"/g)].map(([, name]) => name));
}

/** A cluster behind which the backend of the run stands, whatever it is for. */
export function backendCluster(name, folder) {
  return { name, type: 'STATIC', load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint: { address: { pipe: { path: backendSocket(folder) } } } }] }] } };
}
