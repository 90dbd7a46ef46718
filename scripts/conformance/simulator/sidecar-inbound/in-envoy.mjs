// The inbound side of sidecars as istiod configures it, in one stock Envoy: certificates are files of the run, and a PROXY header says which
// address and port of the pod is called, and from where.
import { join } from 'node:path';
import { backendCluster, clustersIn, isIstios } from '../envoy/stock.mjs';

export const inboundSocket = (folder, index) => join(folder, `pod-${index}`);

const PROXY_PROTOCOL = { name: 'envoy.filters.listener.proxy_protocol', typedConfig: { '@type': 'type.googleapis.com/envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol' } };

/** A bootstrap for `sidecars`, each with `listeners`; `keys` is the key set that tokens are signed by. */
export function bootstrapOf(sidecars, folder, { keys, certificates }) {
  const listeners = sidecars.map(({ listeners: all }, index) => {
    const { filterChains, listenerFilters, continueOnListenerFiltersTimeout, listenerFiltersTimeout } = all.find(({ name }) => name === 'virtualInbound');
    return {
      name: `inbound-${index}`, address: { pipe: { path: inboundSocket(folder, index) } }, continueOnListenerFiltersTimeout, listenerFiltersTimeout,
      listenerFilters: [PROXY_PROTOCOL, ...listenerFilters.filter(({ name }) => name !== 'envoy.filters.listener.original_dst')],
      filterChains: adapted(filterChains, { keys, certificates }),
    };
  });
  return { static_resources: { listeners, clusters: [...clustersIn(listeners)].map((name) => backendCluster(name, folder)) } };
}

function adapted(value, run) {
  if (Array.isArray(value)) return value.filter((one) => !isIstios(one)).map((one) => adapted(one, run));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !['tracing', 'accessLog'].includes(key)).map(([key, one]) => {
    if (key === 'localJwks') return [key, { inlineString: run.keys }];
    if (key === 'commonTlsContext') return [key, tlsContext(one, run.certificates)];
    // The address that the PROXY header says, in the place of the socket's.
    return [key === 'directRemoteIp' ? 'sourceIp' : key, adapted(one, run)];
  }));
}

function tlsContext({ tlsParams, alpnProtocols, combinedValidationContext: { defaultValidationContext = {} } }, certificates) {
  const { cert, key } = certificates.of('cluster.local/ns/any/sa/server');
  return {
    tlsParams, alpnProtocols, tlsCertificates: [{ certificateChain: { inlineString: cert }, privateKey: { inlineString: key } }],
    validationContext: {
      trustedCa: { inlineString: certificates.ca },
      matchTypedSubjectAltNames: (defaultValidationContext.matchSubjectAltNames ?? []).map((matcher) => ({ sanType: 'URI', matcher })),
    },
  };
}
