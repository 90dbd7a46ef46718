// What a ztunnel's policies come to for a request, as part of a result.
import { authorize } from './authorization.mjs';
import { connectionOf } from './connection.mjs';

/** What istiod's answer does not hold. */
export function factsOf(objects, running) {
  const pods = running.filter(({ kind }) => kind === 'Pod');
  const byName = (of) => new Map(pods.map(({ metadata }) => [`${metadata.namespace}/${metadata.name}`, of(metadata)]));
  const gateway = (namespace, name) => objects.find(({ kind, metadata }) => kind === 'Gateway' && metadata.namespace === namespace && metadata.name === name);
  return {
    labels: byName(({ labels }) => labels),
    uncaptured: byName(({ annotations }) => annotations['ambient.istio.io/bypass-inbound-capture'] === 'true'),
    sidecars: new Set(objects.filter(({ kind, metadata }) => kind === 'Namespace' && metadata.labels['istio-injection']).map(({ metadata }) => metadata.name)),
    account: (namespace, name) => gateway(namespace, name)?.metadata.annotations?.['gateway.istio.io/service-account'] ?? name,
    // Whether a waypoint lets a call through is not ztunnel's to say.
    ruled: objects.some(({ spec }) => spec?.targetRefs),
  };
}

export function expectation({ policies, workloads, services }, mesh, request) {
  const connection = connectionOf({ workloads, services }, request, mesh);
  if (!connection || connection.ends.length === 0) return undefined;
  const { sender, scheme } = connection;
  // Routes of waypoints and of sidecars are judged elsewhere: here a call must be what the port is for.
  if (sender === 'waypoint' && (mesh.ruled || scheme === 'tcp' || scheme === 'https')) return undefined;
  return behindProxies(policies, mesh, connection);
}

/** What the proxies of all pods that it can end at make of a connection. */
export function behindProxies(policies, mesh, connection) {
  const { sender, http, ends } = connection;
  const said = ends.map((end) => saidAt(policies, mesh, connection, end));
  if (said.includes(undefined)) return undefined;
  const verdicts = new Set(said.map(({ verdict }) => verdict));
  if (verdicts.size > 1) return { verdict: verdicts.has('indeterminate') ? 'indeterminate' : 'partial' };
  const [{ verdict }] = said;
  const transports = new Set(said.map(({ transport }) => transport));
  const answers = http && (sender === 'waypoint' || sender === 'sidecar') ? 503 : null;
  return {
    verdict,
    ...(transports.size === 1 && verdict !== 'indeterminate' && { transport: said[0].transport }),
    ...(verdict === 'denied' && { status: answers }),
    ...(said.length === 1 && decidedBy(said[0])),
  };
}

function saidAt(policies, mesh, { sender, identity, sourceIp }, { workload, port }) {
  if (mesh.sidecars.has(workload.namespace)) return undefined;
  const tunnel = workload.tunnelProtocol === 'HBONE';
  const transport = tunnel && sender !== 'none' ? 'mtls' : 'plaintext';
  if (!tunnel || transport === 'plaintext' && mesh.uncaptured.get(`${workload.namespace}/${workload.name}`)) return { verdict: 'allowed', by: [], transport };
  return { ...authorize(policies, workload, { principal: transport === 'mtls' ? identity : undefined, sourceIp, port }), transport };
}

/** The policy that alone decides; what became of PeerAuthentications no longer says of which. */
function decidedBy({ by }) {
  const [policy, ...others] = by;
  if (!policy || others.length > 0 || policy.name.includes('converted')) return {};
  return { decidedBy: [{ kind: 'AuthorizationPolicy', namespace: policy.namespace, name: policy.name }] };
}
