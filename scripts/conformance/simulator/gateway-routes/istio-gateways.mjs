// Gateways of Istio's own API with their VirtualServices.
import { apiGateway, apiRoutes, certificates } from './gateway-api.mjs';
import { HOSTS, deployment, port, service } from './pools.mjs';
import { virtualService } from './virtual-services.mjs';

const MODES = ['SIMPLE', 'SIMPLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL', 'OPTIONAL_MUTUAL', 'PASSTHROUGH', 'PASSTHROUGH', 'AUTO_PASSTHROUGH'];
const NAMES = [['edge', 'front'], ['edge', 'back'], ['shop', 'front'], ['pay', 'own']];

export function istioGateways(at) {
  const { roll, pick, some, age } = at;
  const gateways = some(NAMES, 4);
  const routes = ['one', 'two', 'three', 'four'].slice(0, 2 + roll(3)).map((name) => [pick(['edge', 'shop', 'pay']), name]);
  return [
    deployment('edge', 'ingress', { app: 'ingress', istio: 'ingress' }),
    ...(roll(6) === 0 ? [] : [service('edge', 'ingress', '10.1.9.1', [port('http', 80, 8080), port('https', 443, 8443), port('tcp', 9000), port('other', 8000, 8080), port('tls', 9443)], { istio: 'ingress' })]),
    ...gateways.map(([home, name]) => ({
      apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { namespace: home, name, ...age() },
      spec: { selector: { istio: 'ingress' }, servers: servers(at) },
    })),
    ...(roll(8) === 0 ? [{ apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { namespace: 'pay', name: 'everywhere', ...age() }, spec: { servers: servers(at) } }] : []),
    ...routes.flatMap(([home, name]) => virtualService(at, home, name, gateways)),
    ...(roll(3) > 0 ? [destinationRule(at)] : []), ...(roll(4) === 0 ? deployedByHand(at) : []),
  ];
}

/** Gateways of the Gateway API that name the Service of the same pods. */
function deployedByHand(at) {
  const address = () => ({ type: 'Hostname', value: at.pick(['ingress', 'ingress', 'ingress.edge.svc.cluster.local', 'gone']) });
  const owners = at.some(['hand', 'other-hand'], 2).map((name) => ({ ...apiGateway(at, 'edge', name), spec: { ...apiGateway(at, 'edge', name).spec, addresses: [address()] } }));
  return [...certificates(), ...owners, ...apiRoutes(at, owners)];
}

/** Servers of one Gateway. */
export function servers(at) {
  return Array.from({ length: 1 + at.roll(3) }, (_none, index) => server(at, index));
}

function server(at, index) {
  const { pick, some, maybe } = at;
  const all = some(HOSTS, 3).map((host) => pick(['', '', '', '', '*/', './', 'shop/', 'pay/']) + host);
  // istiod panics where something else stands beside it.
  const hosts = all.includes('*/*') ? ['*/*'] : all;
  const [protocol, number] = pick([['HTTP', 80], ['HTTP', 80], ['HTTP', 8080], ['HTTP2', 80], ['GRPC', 8000], ['HTTPS', 443], ['HTTPS', 443], ['HTTPS', 8443], ['TLS', 443], ['TLS', 9443], ['TCP', 9000]]);
  return {
    port: { number, protocol, name: `${protocol.toLowerCase()}-${index}` }, hosts,
    ...(protocol === 'HTTP' && maybe(1, 6, () => ({ tls: { httpsRedirect: true } }))),
    ...((protocol === 'HTTPS' || protocol === 'TLS') && { tls: tls(pick(MODES)) }),
  };
}

function tls(mode) {
  return { mode, ...(['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL'].includes(mode) && { credentialName: 'certificate' }) };
}

export function destinationRule({ pick, maybe }) {
  return {
    apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata: { namespace: pick(['shop', 'shop', 'edge', 'pay']), name: 'cart' },
    spec: { host: pick(['cart.shop.svc.cluster.local', 'cart.shop.svc.cluster.local', '*.shop.svc.cluster.local']), ...maybe(1, 4, () => ({ exportTo: pick([['.'], ['*'], ['edge']]) })), subsets: [{ name: 'v1', labels: { version: 'v1' } }] },
  };
}
