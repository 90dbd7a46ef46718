// What becomes of a call in an ambient mesh: the waypoint that it passes, if any, and what that does with it.
import { chainAction } from '../envoy/listeners.mjs';
import { answerOf, connectedTo } from '../envoy/route-answer.mjs';
import { routeOf, virtualHostOf } from '../envoy/route-match.mjs';

const HTTP = 'envoy.filters.network.http_connection_manager';

export function waypointAnswer({ services, ingress, pods, configurations }, objects, request) {
  const { scheme, host, port, target, hostname } = addressOf(request);
  const path = target;
  if (request.through) {
    const [name] = hostname.split('.');
    const service = objects.find(({ kind, metadata }) => kind === 'Service' && metadata.name === name);
    const known = `${name}.${service.metadata.namespace}.svc.cluster.local`;
    const { port: number, name: protocol } = service.spec.ports[0];
    if (protocol === 'tcp') return undefined;
    const chain = ingress[known] && chainOf(configurations.get(services[known]), known, number, true);
    const passed = { route: { name: `from-outside-${name}` } };
    // Who answers in the place of the pods has decided.
    const answer = chain && ownAnswer(chain, { scheme: 'http', method: request.method ?? 'GET', host, path, headers: request.headers ?? {} });
    if (answer) return refusal(chain, path) ?? { ...answer, ...passed };
    return (chain && refusal(chain, path)) ?? { decidedBy: [], ...passed };
  }
  const [name, namespace] = hostname.split('.');
  const entry = hostname.endsWith('.example.net');
  // A host that nobody declares is passed on, where it is.
  if (entry && !objects.some(({ kind, spec }) => kind === 'ServiceEntry' && spec.hosts.includes(hostname))) return { retries: null, timeout: null };
  const plain = { destinations: [{ service: entry ? hostname : `${name}.${namespace}`, ...(!entry && { port }), share: 100 }], timeout: null, retries: null, fault: null, mirrors: [], redirect: null, route: null };
  if (request.from.enrolled === false) return plain;
  if (request.directTo) {
    const configuration = configurations.get(pods[`${namespace}/${name}-0`]);
    return (configuration && refusal(chainNamed(configuration, 'direct-http'), path)) ?? plain;
  }
  const configuration = configurations.get(services[hostname]);
  if (!configuration) return plain;
  const clusters = new Set(configuration.clusters);
  const http = scheme === 'http' || scheme === 'grpc';
  const chain = chainOf(configuration, hostname, port, http);
  if (!chain) return undefined;
  const { http: manager, tcp } = { http: chain.filters.find((filter) => filter.name === HTTP)?.typedConfig, tcp: chainAction(chain).tcp };
  // On connections the policies of paths refuse everything.
  if (!manager) return chain.filters.some(({ name }) => name.endsWith('.rbac')) ? undefined : connection(tcp, clusters);
  if (!http) return { verdict: 'unroutable', status: 400 };
  const refused = refusal(chain, path);
  if (refused) return refused;
  const message = { scheme: 'http', method: request.method ?? (scheme === 'grpc' ? 'POST' : 'GET'), host: request.headers?.host ?? host, path, headers: Object.fromEntries(Object.entries(request.headers ?? {}).filter(([key]) => key !== 'host')) };
  const virtualHost = virtualHostOf(manager.routeConfig, message.host);
  const route = virtualHost && routeOf(virtualHost, message);
  return route ? answerOf(route, message, clusters) : { verdict: 'unroutable', status: 404 };
}

/** What goes nowhere is told of where the caller sent it. */
function connection(tcp, clusters) {
  const { destinations, ...others } = connectedTo(tcp, clusters);
  return { ...others, ...(destinations.length > 0 && { destinations }) };
}

function addressOf({ to }) {
  const [, scheme, host, target] = /^(\w+):\/\/([^/]*)(.*)$/.exec(to);
  const [hostname, port] = host.split(':');
  return { scheme, host, hostname, port: Number(port ?? 80), target: target || '/' };
}

function chainOf(configuration, host, port, http) {
  const named = (protocol) => configuration && chainNamed(configuration, `inbound-vip|${port}|${protocol}|${host}`);
  return http ? named('http') ?? named('tcp') : named('tcp') ?? named('http');
}

function chainNamed({ listeners }, name) {
  return listeners.find((listener) => listener.name === 'main_internal').filterChains.find((chain) => chain.name === name);
}

/** What the routes of a chain answer themselves, if they do. */
function ownAnswer({ filters }, message) {
  const configuration = filters.find(({ name }) => name === HTTP)?.typedConfig.routeConfig;
  const virtualHost = configuration && virtualHostOf(configuration, message.host);
  const route = virtualHost && routeOf(virtualHost, message);
  if (!route?.redirect && !route?.directResponse) return undefined;
  const { verdict, status } = answerOf(route, message, new Set());
  return { verdict, status };
}

/** By the policy that each waypoint has for a path of its own. */
function refusal(chain, path) {
  const rules = chain && JSON.stringify(chain.filters);
  if (!/^\/at\//.test(path) || !rules?.includes(`"${path}"`)) return undefined;
  const [, , namespace, name] = path.split('/');
  return { verdict: 'denied', status: 403, decidedBy: [{ kind: 'AuthorizationPolicy', namespace, name: `seen-at-${name}` }] };
}
