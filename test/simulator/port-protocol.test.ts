import { reachability } from '../../src/simulator/reachability';
import { setOf } from '../manifest/istio/set-of';
import { SHOP } from './shop';

/** What the port of `cart` speaks, with the port's own fields, in a namespace of a mesh. */
function protocol(port: string, namespace: string, more = ''): string {
  const set = setOf(`${SHOP.replace('name: http, port: 7070', `${port}, port: 7070`).replace('name: shop }', `name: shop, ${namespace} }`)}${more}`, namespace === '' ? { mesh: 'gateway-api' } : {});
  return reachability(set).connections.find(({ service }) => service === 'cart.shop')!.protocol;
}

const SIDECAR = 'labels: { istio-injection: enabled }';
const LINKERD = 'annotations: { linkerd.io/inject: enabled }';
const PLAIN = '';
const server = (proxyProtocol: string): string => `---\napiVersion: policy.linkerd.io/v1beta3\nkind: Server\nmetadata: { name: cart, namespace: shop }\nspec: { podSelector: { matchLabels: { app: cart } }, port: 8080, proxyProtocol: ${proxyProtocol} }\n`;
const attached = (kind: string): string => `---\napiVersion: gateway.networking.k8s.io/v1\nkind: ${kind}\nmetadata: { name: cart, namespace: shop }\nspec: { parentRefs: [{ group: "", kind: Service, name: cart }], rules: [{ backendRefs: [{ name: cart, port: 7070 }] }] }\n`;

test.each<[string, string, string, string]>([
  ['name: grpc', SIDECAR, '', 'GRPC'],
  ['name: grpc, appProtocol: kubernetes.io/h2c', SIDECAR, '', 'HTTP'],
  ['name: tcp', SIDECAR, '', 'TCP'],
  ['name: https', SIDECAR, '', 'TLS'],
  ['name: grpc, appProtocol: kubernetes.io/h2c', LINKERD, '', 'GRPC'],
  ['name: main, appProtocol: kubernetes.io/h2c', LINKERD, '', 'HTTP'],
  ['name: main, appProtocol: kubernetes.io/h2c', LINKERD, server('gRPC'), 'GRPC'],
  ['name: main', LINKERD, server('opaque'), 'TCP'],
  ['name: main', LINKERD, attached('GRPCRoute'), 'GRPC'],
  ['name: main, appProtocol: linkerd.io/opaque', LINKERD, '', 'TCP'],
  ['name: tls, appProtocol: linkerd.io/opaque', LINKERD, '', 'TLS'],
  ['name: grpc, appProtocol: http', LINKERD, '', 'GRPC'],
  ['name: main', LINKERD, '', 'HTTP'],
  ['name: main', PLAIN, attached('GRPCRoute'), 'GRPC'],
  ['name: tcp', PLAIN, attached('HTTPRoute'), 'HTTP'],
  ['name: http', PLAIN, attached('TCPRoute'), 'TCP'],
  ['name: grpc, appProtocol: kubernetes.io/h2c', PLAIN, attached('HTTPRoute'), 'GRPC'],
  ['name: main, appProtocol: kubernetes.io/h2c', PLAIN, '', 'HTTP'],
])('{ %s } in a namespace with %s%s is %s', (port, namespace, more, expected) => expect(protocol(port, namespace, more)).toBe(expected));

test('a gRPC port of Linkerd is called by gRPC: who is let in by its Server gets through', () => {
  const policy = '---\napiVersion: policy.linkerd.io/v1alpha1\nkind: AuthorizationPolicy\nmetadata: { name: cart, namespace: shop }\nspec: { targetRef: { group: policy.linkerd.io, kind: Server, name: cart }, requiredAuthenticationRefs: [{ kind: ServiceAccount, name: frontend }] }\n';
  const set = setOf(`${SHOP.replace('name: http, port: 7070', 'name: grpc, appProtocol: kubernetes.io/h2c, port: 7070').replace('name: shop }', `name: shop, ${LINKERD} }`)}${server('gRPC')}${policy}`);
  expect(reachability(set).connections.filter(({ service, allowed }) => service === 'cart.shop' && allowed === 'all').map(({ from }) => from)).toEqual(['shop/Deployment/frontend']);
});
