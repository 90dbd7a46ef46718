// What the sidecar beside a caller does with a connection, by its listeners and route configurations.
import { chainAction, chainFor } from '../envoy/listeners.mjs';
import { NOT_FOUND, REFUSED, answerOf, connectedTo } from '../envoy/route-answer.mjs';
import { routeOf, virtualHostOf } from '../envoy/route-match.mjs';

const PASSTHROUGH = 'PassthroughCluster';
const BLACK_HOLE = 'BlackHoleCluster';
const HTTP_INSPECTOR = 'envoy.filters.listener.http_inspector';

/** `destination` is what destination.mjs says of the request. */
export function sidecarAnswer({ listeners, routes, clusters }, request, destination) {
  const [, scheme, authority, target] = /^(\w+):\/\/([^/]*)(.*)$/.exec(request.to);
  const http = scheme === 'http' || scheme === 'grpc';
  const listener = listenerFor(listeners, destination);
  // The request does not say the address, on which the choice then depends.
  if (destination.isMadeUp && listener.filterChains.some(({ filterChainMatch: { prefixRanges } = {} }) => prefixRanges)) return { verdict: 'indeterminate' };
  const chain = chainAt(listener, destination.address, { tls: scheme === 'https' || scheme === 'tls', sni: authority.replace(/:\d+$/, ''), http: scheme === 'grpc' ? 'h2c' : http ? 'http/1.1' : undefined });
  if (!chain) return REFUSED;
  const { http: name, tcp } = chainAction(chain);
  if (tcp) return connected(tcp, clusters, destination);
  // What is no HTTP, and what is TLS, the HTTP filter cannot read.
  if (!http) return undefined;
  const { host = authority, ...headers } = request.headers ?? {};
  const message = { scheme: 'http', method: request.method ?? (scheme === 'grpc' ? 'POST' : 'GET'), host: hostOf(host), path: target || '/', headers };
  return throughRoutes(routes.find((one) => one.name === name), new Set(clusters), message, destination);
}

/** Clients leave the default port out. */
function hostOf(host) {
  return host.replace(/:80$/, '');
}

function throughRoutes(configuration, clusters, message, destination) {
  const host = configuration && virtualHostOf(configuration, message.host);
  const route = host && routeOf(host, message);
  if (!route) return NOT_FOUND;
  if (host.name === 'block_all') return { verdict: 'unroutable', status: 502, destinations: [] };
  if (route.route?.cluster === PASSTHROUGH) return passed(destination);
  return answerOf(route, message, clusters);
}

function connected(tcp, clusters, destination) {
  const [{ name }] = tcp;
  if (name === PASSTHROUGH) return passed(destination);
  if (name === BLACK_HOLE) return { verdict: 'unroutable', destinations: [] };
  return connectedTo(tcp, new Set(clusters));
}

/** On to where the connection was addressed. */
function passed({ place }) {
  return place ? { destinations: [place], timeout: null, retries: null } : { verdict: 'unroutable', destinations: [] };
}

/** That of the address, else that of any address, else the one that takes every connection first. */
function listenerFor(listeners, { address, port }) {
  const listens = (at) => listeners.find(({ address: own, additionalAddresses = [] }) => [own, ...additionalAddresses.map((one) => one.address)].some(({ socketAddress }) => socketAddress?.portValue === port && socketAddress.address === at));
  return listens(address) ?? listens('0.0.0.0') ?? listeners.find(({ name }) => name === 'virtualOutbound');
}

/** The destination comes first of what chains are chosen by. */
function chainAt(listener, address, { tls, sni, http }) {
  const { filterChains = [], listenerFilters = [] } = listener;
  const open = filterChains.filter(({ filterChainMatch: match = {} }) => match.destinationPort === undefined);
  const lengths = open.map((chain) => prefixOf(chain, address));
  const longest = Math.max(...lengths);
  const inspected = listenerFilters.some(({ name }) => name === HTTP_INSPECTOR);
  return chainFor({ ...listener, filterChains: open.filter((_chain, index) => lengths[index] >= 0 && lengths[index] === longest) }, { tls, sni, alpn: inspected && http ? [http] : [] });
}

/** How long the prefix is that takes the address: 0 without any, -1 where none does. */
function prefixOf({ filterChainMatch: { prefixRanges } = {} }, address) {
  if (!prefixRanges) return 0;
  return Math.max(...prefixRanges.map(({ addressPrefix, prefixLen = 0 }) => (same(bits(addressPrefix), bits(address), prefixLen) ? prefixLen : -1)));
}

function same(one, other, length) {
  return one.slice(0, length) === other.slice(0, length);
}

function bits(address) {
  return address.split('.').map((part) => Number(part).toString(2).padStart(8, '0')).join('');
}
