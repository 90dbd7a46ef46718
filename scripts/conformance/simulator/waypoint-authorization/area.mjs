// Authorization at waypoints: istiod's configuration for them in a real Envoy, and ztunnel's behind them.
import { fetchEnvoy, socketFolder, startEnvoy } from '../../../lib/envoy.mjs';
import { asRunning } from '../ambient/cluster.mjs';
import { podObject, standIns } from '../cluster-stand-ins.mjs';
import { steadyJudge } from '../steady-judge.mjs';
import { behindProxies, factsOf } from '../ztunnel/expectation.mjs';
import { connectionOf } from '../ztunnel/connection.mjs';
import { bootstrapOf, tunnelSocket } from './in-envoy.mjs';
import { randomMesh } from './mesh.mjs';
import { sentOver, saidBy } from './message.mjs';
import { KEYS } from './tokens.mjs';
import { canConnect, startBackend } from '../envoy/local-sockets.mjs';
import { tunnels } from './tunnel.mjs';

const LABEL = 'gateway.networking.k8s.io/gateway-name';

export const waypointAuthorization = {
  name: 'waypoint-authorization',
  title: 'Authorization by waypoints',
  judge: 'Envoy with istiod\'s configuration',
  covers: [
    'calls of ambient pods by Service, pod and ServiceEntry that pass a waypoint: HTTP, gRPC, TCP; hosts, methods, paths in need of normalisation, forwarded addresses',
    'AuthorizationPolicies with targetRefs to Service, Gateway, GatewayClass and ServiceEntry, in the right namespace and in others: every attribute of `from`, `to` and `when`, with its negation',
    'RequestAuthentications with targetRefs: issuers, audiences, places of tokens; tokens that are expired, badly signed, or of another issuer; claims that are lists or no text',
    'policies of the pods behind',
  ],
  share: 0.25,
  mesh: randomMesh,
  async start() {
    fetchEnvoy();
    const istio = steadyJudge({ ambient: true });
    return { ask: (objects, requests) => answers(istio, objects, requests), close: () => istio.close() };
  },
};

async function answers(istio, objects, requests) {
  const stand = standIns(objects);
  const running = asRunning(objects, stand, podObject);
  const proxies = stand.pods.filter(({ labels }) => labels[LABEL]).map(({ account, ...pod }) => ({ ...pod, serviceAccount: account }));
  const configuration = await istio.ask((judge) => judge.ambient(running, proxies));
  if (!configuration) return requests.map(() => undefined);
  const mesh = { ...factsOf(objects, running), ruled: false };
  const places = new Map(proxies.map(({ namespace, labels }, index) => [`${labels[LABEL]}.${namespace}`, index]));
  const folder = socketFolder();
  const backend = await startBackend(folder.path);
  const tunnel = tunnels(folder.path);
  let envoy;
  try {
    envoy = await startEnvoy(bootstrapOf(configuration.waypoints, folder.path, KEYS), folder.path, () => canConnect(tunnelSocket(folder.path, proxies.length - 1)));
    return await Promise.all(requests.map((request) => answer(request, configuration, mesh, places, tunnel)));
  } finally {
    tunnel.close();
    await envoy?.close();
    backend.close();
    folder.close();
  }
}

async function answer(request, configuration, mesh, places, tunnel) {
  const connection = connectionOf(configuration, request, mesh);
  if (connection?.sender !== 'waypoint' || connection.ends.length === 0) return undefined;
  const { caller, waypoint, address, port, toPods } = connection;
  // Addresses of pods are no part of these meshes.
  if (toPods && JSON.stringify(configuration.waypoints[places.get(waypoint)].listeners).includes('"destinationIp"')) return undefined;
  const answered = await tunnel.call(places.get(waypoint), { principal: `spiffe://${caller}`, source: request.from.ip, authority: `${address}:${port}` }, sentOver(request));
  return saidBy(answered, request) ?? letThrough(behindProxies(configuration.policies, mesh, connection), answered, request);
}

function letThrough(said, { status }, { to }) {
  return said?.verdict === 'allowed' ? { ...said, status: to.startsWith('tcp:') ? null : status } : said;
}
