// Waypoints as istiod configures them, in one stock Envoy: what only Istio's own build knows is taken out, the tunnel is without TLS, and
// identity and address of the caller are what the tunnel's headers say. All connections are local sockets in `folder`.
import { join } from 'node:path';
import { backendCluster, clustersIn, isIstios } from '../envoy/stock.mjs';

export const PRINCIPAL = 'x-tunnel-principal';
export const SOURCE = 'x-tunnel-source';
const INTERNAL = 'main_internal';

export const tunnelSocket = (folder, index) => join(folder, `waypoint-${index}`);

/** A bootstrap for `waypoints`, each with `listeners`; `keys` is the key set that tokens are signed by. */
export function bootstrapOf(waypoints, folder, keys) {
  const listeners = waypoints.flatMap((waypoint, index) => listenersOf(waypoint, index, folder, keys));
  const named = clustersIn(listeners);
  return {
    bootstrap_extensions: [{ name: 'envoy.bootstrap.internal_listener', typed_config: { '@type': 'type.googleapis.com/envoy.extensions.bootstrap.internal_listener.v3.InternalListener' } }],
    static_resources: { listeners, clusters: [...named].map((name) => (name.startsWith(INTERNAL) ? internalCluster(name) : backendCluster(name, folder))) },
  };
}

function listenersOf({ listeners }, index, folder, keys) {
  const [terminate, internal] = ['connect_terminate', INTERNAL].map((name) => structuredClone(listeners.find((listener) => listener.name === name)));
  const own = `${INTERNAL}-${index}`;
  const { connectionBalanceConfig: _balance, ...outer } = terminate;
  const chain = { ...outer.filterChains[0], transportSocket: undefined };
  return [
    { ...outer, name: `connect_terminate-${index}`, address: { pipe: { path: tunnelSocket(folder, index) } }, filterChains: [adapted(chain, own, keys)] },
    { ...adapted(internal, own, keys), name: own },
  ];
}

function adapted(value, internal, keys) {
  if (Array.isArray(value)) return value.filter((one) => !isIstios(one)).map((one) => adapted(one, internal, keys));
  if (typeof value !== 'object' || value === null) return value === 'istio.hashable_string' ? 'envoy.hashable_string' : value;
  if (value.objectKey) return fromHeaders(value);
  return Object.fromEntries(Object.entries(value).filter(([key]) => !['tracing', 'accessLog'].includes(key)).map(([key, one]) => {
    if (key === 'cluster' && one === INTERNAL) return [key, internal];
    if (key === 'localJwks') return [key, { inlineString: keys }];
    return [key, adapted(one, internal, keys)];
  }));
}

/** The state of a connection, which certificates and sockets say in a cluster. */
function fromHeaders(state) {
  const factoryKey = state.factoryKey && 'envoy.hashable_string';
  const header = { 'io.istio.peer_principal': PRINCIPAL, 'envoy.filters.listener.original_dst.remote_ip': SOURCE }[state.objectKey];
  return { ...state, ...(factoryKey && { factoryKey }), ...(header && { formatString: { textFormatSource: { inlineString: `%REQ(${header})%` } } }) };
}

function internalCluster(name) {
  return {
    name, type: 'STATIC',
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint: { address: { envoy_internal_address: { server_listener_name: name } } } }] }] },
    transport_socket: {
      name: 'internal_upstream',
      typed_config: {
        '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.internal_upstream.v3.InternalUpstreamTransport',
        transport_socket: { name: 'raw_buffer', typed_config: { '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer' } },
      },
    },
  };
}
