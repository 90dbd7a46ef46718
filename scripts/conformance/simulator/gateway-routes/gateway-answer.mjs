// What a gateway with a configuration does with a request from outside.
import { chainAction, chainFor, listenerOn } from '../envoy/listeners.mjs';
import { NOT_FOUND, REFUSED, answerOf, connectedTo, withoutDefaultPort } from '../envoy/route-answer.mjs';
import { routeOf, virtualHostOf } from '../envoy/route-match.mjs';

const DENIED = { verdict: 'denied', status: null, destinations: [] };

export function gatewayAnswer({ listeners, routes, clusters }, request, port) {
  const url = new URL(request.to.replace(/^(grpc|tcp|tls):/, 'http:'));
  const scheme = request.to.split(':', 1)[0];
  const tls = scheme === 'https' || scheme === 'tls';
  const listener = port === undefined ? undefined : listenerOn(listeners, port);
  if (listener && clashes(listener)) return undefined;
  const chain = listener && chainFor(listener, { tls, sni: url.hostname });
  if (!chain) return REFUSED;
  const { ends, http, tcp } = chainAction(chain);
  const known = new Set(clusters);
  if (ends) {
    if (!tls) return REFUSED;
    // A client from outside has no certificate of the mesh, and of others only where the request says so.
    if (ends.requireClientCertificate && (isMesh(ends) || !request.from.clientCertificate)) return DENIED;
  }
  if (tcp) return connectedTo(tcp, known);
  if (tls && !ends) return REFUSED;
  if (scheme === 'tcp') return { verdict: 'unroutable', status: 400, destinations: [] };
  if (scheme === 'tls') return REFUSED;
  const headers = Object.fromEntries(Object.entries(request.headers ?? {}).filter(([name]) => name !== 'host'));
  return throughRoutes(routes.find(({ name }) => name === http), known, {
    scheme: tls ? 'https' : 'http', method: request.method ?? (scheme === 'grpc' ? 'POST' : 'GET'), host: request.headers?.host ?? url.host, path: `${url.pathname}${url.search}`, headers,
  });
}

/** Envoy refuses a listener with two chains for the same: then what it had before stays. */
function clashes({ filterChains }) {
  const matches = filterChains.flatMap(({ filterChainMatch: match = {} }) => (match.serverNames ?? ['']).map((name) => `${name} ${match.transportProtocol} ${match.applicationProtocols}`));
  return new Set(matches).size < matches.length;
}

function throughRoutes(configuration, clusters, request) {
  const host = configuration && virtualHostOf(configuration, request.host);
  if (!host) return NOT_FOUND;
  if (host.requireTls === 'ALL' && request.scheme === 'http') {
    return { verdict: 'allowed', status: 301, destinations: [], redirect: { status: 301, location: withoutDefaultPort('https', request.host) + request.path } };
  }
  const route = routeOf(host, request);
  return route ? answerOf(route, request, clusters) : NOT_FOUND;
}

function isMesh({ commonTlsContext }) {
  return JSON.stringify(commonTlsContext.tlsCertificateSdsSecretConfigs ?? []).includes('"name":"default"');
}
