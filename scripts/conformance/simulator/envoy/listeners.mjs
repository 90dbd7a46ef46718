// Which filter chain of a gateway's listeners Envoy takes for a connection `{ port, tls, sni }`, and what the chain does.

const HTTP = 'envoy.filters.network.http_connection_manager';
const TCP = 'envoy.filters.network.tcp_proxy';

/** The listener on a port of the pod; undefined: connections are refused. */
export function listenerOn(listeners, port) {
  return listeners.find(({ address }) => address.socketAddress.portValue === port);
}

/** Server name first, then the transport, then ALPN; what was chosen by one is not given up for the next. */
export function chainFor({ filterChains = [], defaultFilterChain, listenerFilters = [] }, { tls, sni, alpn = [] }) {
  const inspects = listenerFilters.some(({ name }) => name === 'envoy.filters.listener.tls_inspector');
  const name = inspects && tls ? sni?.toLowerCase() : undefined;
  const byName = narrowed(filterChains, ({ serverNames }) => serverNames, (names) => mostSpecific(names, name));
  const byTransport = narrowed(byName, ({ transportProtocol }) => transportProtocol && [transportProtocol], (all) => all.find((one) => one === (inspects && tls ? 'tls' : 'raw_buffer')));
  const byProtocol = narrowed(byTransport, ({ applicationProtocols }) => applicationProtocols, (all) => all.find((one) => alpn.includes(one)));
  return byProtocol[0] ?? defaultFilterChain;
}

/** Those that name what was found, else those that name nothing of the kind. */
function narrowed(chains, namesOf, find) {
  const names = (chain) => namesOf(chain.filterChainMatch ?? {}) ?? [];
  const found = find(chains.flatMap(names));
  return chains.filter((chain) => (found === undefined ? names(chain).length === 0 : names(chain).includes(found)));
}

function mostSpecific(names, sni) {
  if (sni === undefined) return undefined;
  return names.filter((name) => name === sni || name.startsWith('*.') && sni.endsWith(name.slice(1))).sort((a, b) => Number(a.startsWith('*')) - Number(b.startsWith('*')) || b.length - a.length)[0];
}

/** `{ http: name of the route configuration }` or `{ tcp: [{ name, weight }] }`, with what TLS it ends. */
export function chainAction({ filters = [], transportSocket }) {
  const configuration = (name) => filters.find((filter) => filter.name === name)?.typedConfig;
  const manager = configuration(HTTP);
  const proxy = configuration(TCP);
  return {
    ends: transportSocket?.typedConfig, http: manager && (manager.rds?.routeConfigName ?? ''),
    tcp: proxy && (proxy.weightedClusters?.clusters ?? [{ name: proxy.cluster, weight: 1 }]),
  };
}
