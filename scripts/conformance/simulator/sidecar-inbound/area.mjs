// Mutual TLS, tokens and authorization at the pods: istiod's inbound configuration of their sidecars in a real Envoy.
import { fetchEnvoy, socketFolder, startEnvoy } from '../../../lib/envoy.mjs';
import { podObject, standIns } from '../cluster-stand-ins.mjs';
import { canConnect, startBackend } from '../envoy/local-sockets.mjs';
import { steadyJudge } from '../steady-judge.mjs';
import { saidBy, sentOver } from '../waypoint-authorization/message.mjs';
import { KEYS } from '../waypoint-authorization/tokens.mjs';
import { authority } from './certificates.mjs';
import { callOver } from './connection.mjs';
import { bootstrapOf, inboundSocket } from './in-envoy.mjs';
import { randomMesh } from './mesh.mjs';

const WITHOUT_SIDECARS = 'bare';

export const sidecarInbound = {
  name: 'sidecar-inbound',
  title: 'Mutual TLS and authorization at sidecars',
  judge: 'Envoy with istiod\'s configuration',
  covers: [
    'calls by Service from pods with a sidecar, under a certificate with their SPIFFE identity, and in plaintext from pods without one: HTTP, gRPC, TCP, and each of them to ports of the others',
    'PeerAuthentications of the mesh, of namespaces, workloads and ports (but for DISABLE); trust domains and their aliases',
    'AuthorizationPolicies at the root, of namespaces and with selectors: every attribute of `from`, `to` and `when`, with its negation; DENY, ALLOW, AUDIT, dry runs',
    'RequestAuthentications: issuers, audiences, places of tokens; tokens that are expired, badly signed, or of another issuer',
  ],
  share: 0.5,
  mesh: randomMesh,
  async start() {
    fetchEnvoy();
    const istio = steadyJudge();
    const certificates = authority();
    return {
      ask: (objects, requests) => answers(istio, certificates, objects, requests),
      close: () => { certificates.close(); return istio.close(); },
    };
  },
};

async function answers(istio, certificates, objects, requests) {
  const { pods } = standIns(objects);
  const targets = pods.filter(({ namespace }) => namespace !== WITHOUT_SIDECARS);
  const running = [...objects.filter(({ kind }) => kind !== 'Deployment'), ...pods.map(podObject)];
  const sidecars = await istio.ask((judge) => judge.sidecars(running, targets.map(({ account, ...pod }) => ({ ...pod, serviceAccount: account }))));
  if (!sidecars) return requests.map(() => undefined);
  const folder = socketFolder();
  const backend = await startBackend(folder.path);
  const [, trustDomain = 'cluster.local'] = /^trustDomain: (\S+)/m.exec(objects.find(({ kind }) => kind === 'ConfigMap')?.data.mesh ?? '') ?? [];
  let envoy;
  try {
    envoy = await startEnvoy(bootstrapOf(sidecars, folder.path, { keys: KEYS, certificates }), folder.path, () => canConnect(inboundSocket(folder.path, targets.length - 1)));
    const at = { objects, targets, folder: folder.path, identityOf: ({ namespace, serviceAccount }) => certificates.of(`${trustDomain}/ns/${namespace}/sa/${serviceAccount}`) };
    return await Promise.all(requests.map((request) => answer(request, at)));
  } finally {
    await envoy?.close();
    backend.close();
    folder.close();
  }
}

/** What all pods behind the Service say; where they differ, no more than that. */
async function answer(request, { objects, targets, folder, identityOf }) {
  const { hostname, port } = new URL(request.to.replace(/^\w+:/, 'http:'));
  const [name, namespace] = hostname.split('.');
  const { spec } = objects.find(({ kind, metadata }) => kind === 'Service' && metadata.name === name && metadata.namespace === namespace);
  const servicePort = spec.ports.find((one) => one.port === Number(port || 80));
  const isTcp = servicePort.name === 'tcp';
  const certificate = request.from.namespace === WITHOUT_SIDECARS ? undefined : identityOf(request.from);
  // The caller's own sidecar goes by what it is sent, and may send it elsewhere.
  if (certificate && (request.to.startsWith('tcp:') && !isTcp || !isTcp && !isOwnName(request.headers?.host, hostname))) return undefined;
  const pods = targets.flatMap((pod, index) => (pod.namespace === namespace && Object.entries(spec.selector).every(([key, value]) => pod.labels[key] === value) ? [{ ...pod, index }] : []));
  const said = await Promise.all(pods.map(async ({ index, address, containers }) => {
    const { containerPort } = containers[0].ports.find((one) => one.name === servicePort.targetPort || one.containerPort === servicePort.targetPort);
    const to = { source: request.from.ip, address, port: containerPort, certificate, serverName: `outbound_.${servicePort.port}_._.${hostname}.svc.cluster.local`, protocol: isTcp || request.to.startsWith('tcp:') ? 'tcp' : 'http' };
    const answered = await callOver(inboundSocket(folder, index), to, sentOver(request));
    return answered ? saidBy(answered, request) ?? { verdict: 'allowed', status: request.to.startsWith('tcp:') ? null : answered.status } : cutOff(request, certificate, isTcp);
  }));
  const [first] = said;
  if (said.every((one) => JSON.stringify(one) === JSON.stringify(first))) return first;
  return said.every(({ verdict }) => verdict === first.verdict) ? { verdict: first.verdict } : { verdict: 'partial' };
}

function isOwnName(host, hostname) {
  return host === undefined || host.toLowerCase().replace(/:80$/, '') === hostname;
}

/** The caller's own sidecar answers where the connection that it makes for a request comes to nothing. */
function cutOff({ to }, certificate, isTcp) {
  return { verdict: 'denied', status: certificate && !isTcp && !to.startsWith('tcp:') ? 503 : null };
}
