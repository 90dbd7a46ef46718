// Namespaces of every kind, and the workloads and Services in them, as random ambient meshes have them.
import { namespace, port } from '../gateway-routes/pools.mjs';

const NAMESPACES = [
  ['istio-system', {}], ['shop', { 'istio.io/dataplane-mode': 'ambient' }], ['pay', { 'istio.io/dataplane-mode': 'ambient' }],
  ['legacy', { 'istio-injection': 'enabled' }], ['bare', {}],
];
/** Namespace, name, labels, service account. */
const DEPLOYMENTS = [
  ['shop', 'web', { app: 'web' }, 'web'], ['shop', 'cart-v1', { app: 'cart', version: 'v1' }, 'cart'], ['shop', 'cart-v2', { app: 'cart', version: 'v2' }, 'cart'],
  ['pay', 'api', { app: 'api' }, 'api'], ['pay', 'db', { app: 'db' }, 'db'], ['legacy', 'old', { app: 'old' }, 'old'], ['bare', 'job', { app: 'job' }, 'job'],
];
const CONTAINER_PORTS = [{ name: 'http', containerPort: 8080 }, { name: 'rpc', containerPort: 9091 }, { name: 'raw', containerPort: 7001 }];
const PORTS = [port('http', 80, 8080), { ...port('grpc', 9090, 'rpc') }, port('tcp', 7000, 7001), { ...port('web', 8081, 8080), appProtocol: 'http' }];
const SERVICES = [['shop', 'cart'], ['shop', 'web'], ['pay', 'api'], ['pay', 'db'], ['bare', 'job']];
export const ENTRY_HOST = 'vault.example.com';

/** What all meshes have; pods and Services are now and then not like the others. */
export function cluster({ pick, maybe }, { namespaceLabels = () => ({}), serviceLabels = () => ({}), podLabels = () => ({}) } = {}) {
  return [
    ...NAMESPACES.map(([name, labels]) => namespace(name, { ...labels, ...(labels['istio.io/dataplane-mode'] && namespaceLabels()) })),
    ...DEPLOYMENTS.map(([home, name, labels, account]) => deployment(home, name, labels, account, {
      labels: { ...labels, ...maybe(1, 14, () => ({ 'istio.io/dataplane-mode': pick(['none', 'ambient']) })), ...podLabels() },
      ...maybe(1, 14, () => ({ annotations: { 'ambient.istio.io/bypass-inbound-capture': 'true' } })),
    })),
    ...SERVICES.map(([home, name], index) => ({
      apiVersion: 'v1', kind: 'Service', metadata: { namespace: home, name, labels: serviceLabels() },
      spec: { clusterIP: name === 'db' ? 'None' : `10.1.0.${index + 1}`, selector: { app: name }, ports: PORTS },
    })),
    {
      apiVersion: 'networking.istio.io/v1', kind: 'ServiceEntry', metadata: { namespace: 'pay', name: 'vault', labels: serviceLabels() },
      spec: {
        hosts: [ENTRY_HOST], addresses: ['240.240.0.1'], location: 'MESH_INTERNAL', resolution: 'STATIC', workloadSelector: { labels: { app: 'api' } },
        ports: [{ number: 80, name: 'http', protocol: 'HTTP', targetPort: 8080 }, { number: 7000, name: 'tcp', protocol: 'TCP' }],
      },
    },
  ];
}

function deployment(home, name, selector, account, metadata) {
  const containers = [{ name, image: name, ports: CONTAINER_PORTS }];
  return {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace: home, name },
    spec: { selector: { matchLabels: selector }, template: { metadata, spec: { serviceAccountName: account, containers } } },
  };
}

const ADDRESSES = ['10.9.0.1', '10.9.0.255', '10.9.1.0', '10.8.255.255', '10.9.0.7'];
/** What the mesh's configuration says of identities and paths. */
export function meshConfiguration({ pick, roll }) {
  const text = [
    ...(roll(2) === 0 ? ['trustDomain: corp.example'] : []), ...(roll(2) === 0 ? ['trustDomainAliases: [other.domain, cluster.local]'] : []),
    ...(roll(4) > 0 ? [`pathNormalization: { normalization: ${pick(['NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES'])} }`] : []),
  ];
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'istio-system', name: 'istio' }, data: { mesh: text.join('\n') } };
}

/** Callers of every kind, with their addresses, inside and just outside of the ranges that policies speak of. */
export const CALLERS = DEPLOYMENTS.map(([namespace, , labels, serviceAccount], index) => ({ namespace, serviceAccount, labels, ip: ADDRESSES[index % ADDRESSES.length] }));

/** The cluster as istiod sees it: pods that run, and waypoints that have an address. */
export function asRunning(objects, { services, pods }, podObject) {
  const labelsOf = new Map(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => [metadata.name, metadata.labels]));
  const templates = new Map(objects.filter(({ kind }) => kind === 'Deployment').map(({ metadata, spec }) => [`${metadata.namespace}/${metadata.name}-0`, spec.template.metadata]));
  return [
    ...objects.filter(({ kind }) => kind !== 'Deployment').map((object) => (object.kind === 'Gateway' ? withAddress(object) : object)),
    ...services,
    ...pods.map((pod) => enrolled(podObject(pod), templates.get(`${pod.namespace}/${pod.name}`), labelsOf.get(pod.namespace))),
  ];
}

/** What the CNI's agent, or the injector, writes on a pod. */
function enrolled(pod, template, namespaceLabels = {}) {
  const { 'security.istio.io/tlsMode': tls, ...labels } = pod.metadata.labels;
  const mode = labels['istio.io/dataplane-mode'] ?? namespaceLabels['istio.io/dataplane-mode'];
  const sidecar = namespaceLabels['istio-injection'] === 'enabled';
  const annotations = { ...template?.annotations, ...(template && mode === 'ambient' && !sidecar && { 'ambient.istio.io/redirection': 'enabled' }) };
  return { ...pod, metadata: { ...pod.metadata, labels: sidecar ? { ...labels, 'security.istio.io/tlsMode': tls } : labels, annotations } };
}

function withAddress(gateway) {
  const { namespace: home, name } = gateway.metadata;
  return { ...gateway, status: { addresses: [{ type: 'Hostname', value: `${name}.${home}.svc.cluster.local` }], ...gateway.status } };
}
