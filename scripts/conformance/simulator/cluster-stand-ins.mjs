// What a cluster would hold beside the manifests: a running pod of each Deployment, and the Services and pods that Istio makes for Gateways.

const GATEWAY_API = 'gateway.networking.k8s.io';

/** Pods, and Services of Gateways, for objects. */
export function standIns(objects) {
  const owned = objects.filter(({ kind, apiVersion, spec }) => kind === 'Gateway' && apiVersion.startsWith(GATEWAY_API) && !spec.addresses).map((gateway) => gatewayService(gateway, objects));
  const deployments = objects.filter(({ kind }) => kind === 'Deployment').map(({ metadata, spec }) => ({
    namespace: metadata.namespace, name: `${metadata.name}-0`, labels: spec.template.metadata?.labels ?? {}, account: spec.template.spec.serviceAccountName ?? 'default',
    containers: spec.template.spec.containers,
  }));
  const gateways = owned.map(({ metadata: { namespace, name }, spec }) => ({
    namespace, name: `${name}-0`, labels: spec.selector, account: name, containers: [{ name: 'istio-proxy', image: 'proxyv2' }],
  }));
  return { services: owned, pods: [...deployments, ...gateways].map((pod, index) => ({ ...pod, address: `10.2.${Math.floor(index / 250)}.${index % 250 + 1}` })) };
}

export function podObject({ namespace, name, labels, account, address, containers }) {
  return {
    apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name, labels: { 'security.istio.io/tlsMode': 'istio', ...labels } }, spec: { serviceAccountName: account, containers },
    status: { phase: 'Running', podIP: address, podIPs: [{ ip: address }], conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

function gatewayService({ metadata: { namespace, name, annotations }, spec }, objects) {
  const from = spec.allowedListeners?.namespaces?.from;
  const sets = objects.filter(({ kind, metadata, spec: own }) => kind === 'ListenerSet' && (from === 'All' || from === 'Same' && metadata.namespace === namespace) && own.parentRef.name === name && (own.parentRef.namespace ?? metadata.namespace) === namespace);
  const ports = [...new Set([spec, ...sets.map((set) => set.spec)].flatMap(({ listeners = [] }) => listeners.map(({ port }) => port)))];
  const waypoint = spec.gatewayClassName.endsWith('waypoint');
  const own = annotations?.['gateway.istio.io/name-override'] ?? (waypoint ? name : `${name}-${spec.gatewayClassName}`);
  return {
    apiVersion: 'v1', kind: 'Service', metadata: { namespace, name: own, labels: { [`${GATEWAY_API}/gateway-name`]: name, ...(waypoint && { 'gateway.istio.io/managed': 'istio.io-mesh-controller' }) } },
    spec: {
      clusterIP: `10.250.${hash(namespace) % 250}.${hash(name) % 250}`, selector: { [`${GATEWAY_API}/gateway-name`]: name },
      ports: ports.map((port) => ({ name: `port-${port}`, port, targetPort: port, protocol: 'TCP', ...(waypoint && { appProtocol: 'hbone' }) })),
    },
  };
}

function hash(text) {
  return [...text].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 65_521, 7);
}
