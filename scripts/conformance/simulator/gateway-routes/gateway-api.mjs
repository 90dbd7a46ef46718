// Gateways of the Gateway API of Istio's class, with their ListenerSets, ReferenceGrants and routes.
import { grpcRoute, httpRoute, layer4Route } from './api-routes.mjs';
import { servers } from './istio-gateways.mjs';
import { virtualService } from './virtual-services.mjs';

const GROUP = 'gateway.networking.k8s.io';
const LISTENER_HOSTS = [undefined, undefined, 'shop.example.com', '*.example.com', '*.shop.example.com', 'example.org'];

export function gatewayApi(at) {
  const { roll, pick, some, age } = at;
  const gateways = some(['front', 'back'], 2).map((name) => apiGateway(at, 'edge', name));
  const sets = roll(3) > 0 ? [] : [{
    apiVersion: `${GROUP}/v1`, kind: 'ListenerSet', metadata: { namespace: pick(['edge', 'shop']), name: 'more', ...age() },
    spec: { parentRef: { kind: 'Gateway', group: GROUP, name: gateways[0].metadata.name, namespace: 'edge' }, listeners: listeners(at, 2) },
  }];
  const owners = [...gateways, ...gateways, ...sets];
  return [
    ...certificates(),
    ...gateways, ...sets, ...grants(at), ...(roll(5) === 0 ? selecting(at) : []),
    ...apiRoutes(at, owners),
  ];
}

/** Secrets and ConfigMaps that listeners name; what they hold, the judge fills in. */
export function certificates() {
  return [
    ...['edge', 'shop', 'pay'].map((namespace) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name: 'certificate' }, type: 'kubernetes.io/tls', data: { 'tls.crt': '', 'tls.key': '' } })),
    ...['edge', 'shop'].map((namespace) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace, name: 'authority' }, data: { 'ca.crt': '' } })),
  ];
}

/** Routes of every kind for Gateways and ListenerSets. */
export function apiRoutes(at, owners) {
  const { roll, pick } = at;
  return ['one', 'two', 'three', 'four', 'five'].slice(0, 2 + roll(4)).map((name) => pick([httpRoute, httpRoute, httpRoute, grpcRoute, layer4Route])(at, {
    home: pick(['edge', 'shop', 'shop', 'pay']), name, parents: (protocols) => parents(at, owners, protocols),
  }));
}

export function apiGateway(at, namespace, name) {
  const { roll, pick, age } = at;
  return {
    apiVersion: `${GROUP}/v1`, kind: 'Gateway', metadata: { namespace, name, ...age() },
    spec: { gatewayClassName: 'istio', listeners: listeners(at, 4), ...frontend(at), ...(roll(3) === 0 && { allowedListeners: { namespaces: { from: pick(['All', 'Same', 'None']) } } }) },
  };
}

/** Whom the Gateway lets in by their certificates. */
function frontend({ roll, pick, maybe }) {
  if (roll(5) > 0) return {};
  const validation = () => ({ validation: { caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'authority', ...(roll(5) === 0 && { namespace: 'shop' }) }], ...maybe(1, 2, () => ({ mode: pick(['AllowValidOnly', 'AllowInsecureFallback']) })) } });
  return { tls: { frontend: { default: roll(3) === 0 ? {} : validation(), ...(roll(2) === 0 && { perPort: [{ port: pick([443, 8443]), tls: roll(3) === 0 ? {} : validation() }] }) } } };
}

/** A Gateway of Istio's own API on the same pods. */
function selecting(at) {
  const gateway = { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { namespace: 'edge', name: 'own', ...at.age() }, spec: { selector: { [`${GROUP}/gateway-name`]: 'front' }, servers: servers(at) } };
  return [gateway, ...virtualService(at, 'shop', 'for-own', [['edge', 'own']])];
}

function listeners(at, most) {
  const seen = new Set();
  return at.times(most, (index) => listener(at, index)).filter(({ port, protocol, hostname }) => {
    // The API server takes no two with the same port, protocol and hostname.
    const key = `${port} ${protocol} ${hostname}`;
    return !seen.has(key) && seen.add(key);
  });
}

function listener(at, index) {
  const { roll, pick, some } = at;
  const [protocol, port] = pick([['HTTP', 80], ['HTTP', 80], ['HTTP', 8080], ['HTTPS', 443], ['HTTPS', 443], ['HTTPS', 8443], ['TLS', 443], ['TLS', 9443], ['TCP', 9000]]);
  return {
    name: `listener-${index}`, port, protocol, hostname: protocol === 'TCP' ? undefined : pick(LISTENER_HOSTS),
    ...(protocol === 'HTTPS' && { tls: terminate(at) }),
    ...(protocol === 'TLS' && { tls: roll(2) === 0 ? { mode: 'Passthrough' } : terminate(at) }),
    allowedRoutes: {
      namespaces: pick([{ from: 'Same' }, { from: 'All' }, { from: 'All' }, { from: 'All' }, { from: 'Selector', selector: { matchLabels: { team: pick(['shop', 'pay', 'none']) } } }]),
      ...(roll(6) === 0 && { kinds: some(['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'], 2).map((kind) => ({ group: GROUP, kind })) }),
    },
  };
}

function terminate({ roll, pick }) {
  return {
    mode: 'Terminate', certificateRefs: [{ name: 'certificate', ...(roll(5) === 0 && { namespace: pick(['shop', 'edge']) }) }],
    ...(roll(5) === 0 && { options: { 'gateway.istio.io/tls-terminate-mode': pick(['MUTUAL', 'ISTIO_MUTUAL', 'OPTIONAL_MUTUAL', 'ISTIO_SIMPLE', 'SIMPLE']) } }),
  };
}

function grants({ roll, pick, some }) {
  return roll(3) === 0 ? [] : ['shop', 'pay'].slice(roll(2)).map((namespace) => ({
    apiVersion: `${GROUP}/v1beta1`, kind: 'ReferenceGrant', metadata: { namespace, name: 'lets-in' },
    spec: {
      from: [...some(['HTTPRoute', 'HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'], 4).map((kind) => ({ group: GROUP, kind, namespace: pick(['edge', 'shop', 'pay']) })), { group: GROUP, kind: pick(['HTTPRoute', 'Gateway']), namespace: 'edge' }],
      to: [{ group: '', kind: 'Service', ...(roll(3) === 0 && { name: pick(['cart', 'api']) }) }, ...(roll(2) === 0 ? [{ group: '', kind: 'Secret' }] : [])],
    },
  }));
}

/** Mostly Gateways and listeners of a fitting protocol. */
function parents(at, owners, protocols) {
  const { roll, pick, times } = at;
  const fits = ({ protocol }) => protocols.includes(protocol);
  const fitting = owners.filter(({ spec }) => spec.listeners.some(fits));
  const refs = times(2, () => {
    const { kind, metadata: { namespace, name }, spec: { listeners } } = pick(fitting.length > 0 && roll(8) > 0 ? fitting : owners);
    const { name: sectionName, port } = pick([...listeners, ...listeners.filter(fits), ...listeners.filter(fits)]);
    return { group: GROUP, kind, namespace, name, ...(roll(3) === 0 && { sectionName }), ...(roll(5) === 0 && { port }) };
  });
  // Of several references to one Gateway, each would have to name another section, or another port.
  return refs.filter((ref, index) => refs.findIndex((other) => other.name === ref.name && other.kind === ref.kind) === index);
}
