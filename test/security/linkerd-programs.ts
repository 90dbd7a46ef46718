import { ApiObject } from 'cdk8s';
import type { Mesh } from '../../src';
import { Caller, GrpcMethod, HttpMethod, LinkerdInboundPolicy, MeshDefaults, MeshNamespace, MeshService, MtlsMode, Probe, ServiceAllowList, ServicePort, Workload } from '../../src';
import type { AllowEntry } from '../../src';
import { account, GRPC, inNamespace, shopOn, WEB } from './program';
import type { Program } from './program';

/** A program for Linkerd as it was installed. */
export interface LinkerdProgram extends Program {
  readonly installed?: LinkerdInboundPolicy;
  readonly probeNetworks?: string[];
}

const HEALTH = 'POST /grpc.health.v1.Health/Check';
const { GET, POST } = HttpMethod;

/** A service `cart` whose pods are a Deployment of the App. */
function deployed(mesh: Mesh, port: ServicePort, container: object, options: { namespace?: { mtls?: MtlsMode; defaultDeny?: boolean }; defaultDeny?: boolean; annotations?: object }, allow?: AllowEntry[]) {
  const shop = shopOn(mesh, options.namespace);
  const labels = { app: 'cart' };
  const apiObject = new ApiObject(shop.chart, 'deployment', {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'cart', namespace: 'shop' },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels, ...(options.annotations && { annotations: options.annotations }) }, spec: { serviceAccountName: 'cart', containers: [{ name: 'cart', image: 'cart', ...container }] } },
    },
  });
  const workload = Workload.fromApiObject(shop.chart, 'pods', { apiObject, namespace: shop.namespace, ...(options.defaultDeny !== undefined && { defaultDeny: options.defaultDeny }) });
  const cart = new MeshService(shop.chart, 'cart', { namespace: shop.namespace, ports: [port], workload });
  if (allow) new ServiceAllowList(shop.chart, 'list', { service: cart, allow });
  return shop.app;
}

const WEB_CONTAINER = { ports: [{ name: 'http', containerPort: 8080 }], readinessProbe: { httpGet: { port: 'http', path: '/healthz' } } };
const GRPC_CONTAINER = { ports: [{ name: 'grpc', containerPort: 7070 }], livenessProbe: { grpc: { port: 7070 } } };

/** What is particular to Linkerd, or refused on it unless more is told. */
export const LINKERD_PROGRAMS: readonly LinkerdProgram[] = [
  {
    name: 'default deny of pods within reach, their probe, and a port that nobody declared',
    build: mesh => deployed(mesh, WEB, WEB_CONTAINER, { defaultDeny: true }),
    table: [
      { to: 'cart:8080', is: 'GET /healthz', allowed: ['kubelet', 'plain'] },
      { to: 'cart:8080', is: 'GET /', refused: ['shop/a', 'plain'] },
      { to: 'cart:9999', refused: ['shop/a', 'plain'] },
      { to: 'other:8080', is: 'GET /', allowed: ['shop/a', 'plain'] },
    ],
  },
  {
    name: 'default deny of pods within reach, and paths',
    build: mesh => deployed(mesh, WEB, WEB_CONTAINER, { defaultDeny: true }, [{ callers: [account('a')], paths: ['/api/*'] }]),
    table: [
      { to: 'cart:8080', is: 'GET /healthz', allowed: ['kubelet', 'plain', 'shop/b'] },
      { to: 'cart:8080', is: 'POST /healthz', refused: ['plain', 'shop/a'] },
      { to: 'cart:8080', is: 'GET /api/x', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
      { to: 'cart:9999', refused: ['shop/a', 'plain'] },
    ],
  },
  {
    name: 'a gRPC probe where all is strict and denied, without a list',
    build: mesh => deployed(mesh, GRPC, GRPC_CONTAINER, { namespace: { mtls: MtlsMode.STRICT, defaultDeny: true } }),
    table: [{ to: 'cart:7070', is: HEALTH, allowed: ['kubelet'] }, { to: 'cart:7070', is: 'POST /shop.Cart/Get', refused: ['shop/a', 'plain'] }],
  },
  {
    name: 'a gRPC probe where mutual TLS is strict',
    build: mesh => deployed(mesh, GRPC, GRPC_CONTAINER, { namespace: { mtls: MtlsMode.STRICT } }),
    table: [{ to: 'cart:7070', is: HEALTH, allowed: ['kubelet'] }, { to: 'cart:7070', is: 'POST /shop.Cart/Get', allowed: ['shop/a'], refused: ['plain'] }],
  },
  {
    name: 'a gRPC probe beside callers of everything and of a method',
    build: mesh => deployed(mesh, GRPC, GRPC_CONTAINER, {}, [{ callers: [account('a')] }, { callers: [account('b')], grpcMethods: [GrpcMethod.of('shop.Cart', 'Get')] }]),
    table: [
      { to: 'cart:7070', is: HEALTH, allowed: ['kubelet', 'shop/a'] },
      { to: 'cart:7070', is: 'POST /shop.Cart/Get', allowed: ['shop/a', 'shop/b'], refused: ['shop/c', 'plain'] },
      { to: 'cart:7070', is: 'POST /shop.Cart/Add', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
    ],
  },
  {
    name: 'a gRPC port with a path that is no method',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      list(service('cart', GRPC, { probes: [Probe.grpc(7070)] }), [{ callers: [account('a')], paths: ['/shop.*'] }, { callers: [account('b')], grpcMethods: [GrpcMethod.of('shop.Cart', 'Get')] }]);
      return app;
    },
    table: [
      { to: 'cart:7070', is: HEALTH, allowed: ['kubelet'] },
      { to: 'cart:7070', is: 'POST /shop.Cart/Get', allowed: ['shop/a', 'shop/b'], refused: ['shop/c', 'plain'] },
      { to: 'cart:7070', is: 'POST /shop.Order/Put', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
      { to: 'cart:7070', is: 'POST /other.Cart/Get', refused: ['shop/a', 'shop/b'] },
    ],
  },
  {
    name: 'paths in one another, all for the same method, and the probe among them',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      list(service('cart', WEB, { probes: [Probe.http(8080, '/api/v1/ready')] }), [
        { callers: [account('a')], methods: [GET, POST] }, { callers: [account('b')], methods: [GET], paths: ['/api/*'] }, { callers: [account('c')], methods: [GET], paths: ['/api/v1/*', '*.txt', '/'] },
      ]);
      return app;
    },
    table: [
      { to: 'cart:8080', is: 'GET /', allowed: ['shop/a', 'shop/c'], refused: ['shop/b', 'plain'] },
      { to: 'cart:8080', is: 'POST /', allowed: ['shop/a'], refused: ['shop/b', 'shop/c', 'plain'] },
      { to: 'cart:8080', is: 'GET /api/x', allowed: ['shop/a', 'shop/b'], refused: ['shop/c', 'plain'] },
      { to: 'cart:8080', is: 'GET /api/v1/x', allowed: ['shop/a', 'shop/b', 'shop/c'], refused: ['shop/d', 'plain'] },
      { to: 'cart:8080', is: 'GET /api/v1/ready', allowed: ['shop/a', 'shop/b', 'shop/c', 'shop/d', 'kubelet', 'plain'] },
      { to: 'cart:8080', is: 'GET /api/x.txt', allowed: ['shop/a', 'shop/b', 'shop/c'], refused: ['plain'] },
      { to: 'cart:8080', is: 'GET /x.txt', allowed: ['shop/a', 'shop/c'], refused: ['shop/b', 'plain'] },
      { to: 'cart:8080', is: 'POST /x.txt', allowed: ['shop/a'], refused: ['shop/c', 'plain'] },
      { to: 'cart:8080', is: 'DELETE /api/x', refused: ['shop/a', 'shop/b', 'plain'] },
    ],
  },
  {
    name: 'probes from the nodes only',
    probeNetworks: ['10.200.0.0/16'],
    build: mesh => {
      const { app, service, list } = shopOn(mesh, { mtls: MtlsMode.STRICT });
      list(service('cart', WEB, { probes: [Probe.http(8080, '/healthz')] }), [{ callers: [account('a')], paths: ['/api/*'] }]);
      return app;
    },
    table: [{ to: 'cart:8080', is: 'GET /healthz', allowed: ['kubelet', 'plain@10.200.9.9'], refused: ['plain', 'shop/a'] }],
  },
  {
    name: 'a range for a path where mutual TLS is strict, on a port with an exception and on one without',
    build: mesh => {
      const { app, namespace, service, list } = shopOn(mesh, { mtls: MtlsMode.STRICT });
      const cart = service('cart', [WEB, ServicePort.http(9000)], { probes: [] });
      namespace.addMtlsException({ workload: cart.workload!, containerPorts: [9000], reason: 'old scraper' });
      list(cart, [{ callers: [Caller.ipRange('10.1.0.0/16')], paths: ['/metrics'] }]);
      return app;
    },
    table: [
      { to: 'cart:8080', is: 'GET /metrics', allowed: ['shop/a@10.1.2.3'], refused: ['plain@10.1.2.3', 'shop/a@10.2.0.1'] },
      { to: 'cart:9000', is: 'GET /metrics', allowed: ['shop/a@10.1.2.3', 'plain@10.1.2.3'], refused: ['plain@10.2.0.1'] },
      { to: 'cart:9000', is: 'GET /', refused: ['plain@10.1.2.3'] },
    ],
  },
  {
    name: 'default deny of a mesh that was installed so, an exempt namespace, and one that is made elsewhere',
    installed: LinkerdInboundPolicy.DENY,
    build: mesh => {
      const { app, chart, service, list } = shopOn(mesh);
      new MeshDefaults(chart, 'defaults', { mesh, mtls: MtlsMode.STRICT, defaultDeny: true, exempt: ['edge'] });
      list(service('cart', WEB, { probes: [] }), [{ callers: [account('a')], paths: ['/api/*'] }]);
      const edge = inNamespace(chart, new MeshNamespace(chart, 'edge', { mesh, name: 'edge', mtls: MtlsMode.PERMISSIVE }));
      edge.service('gate');
      const legacy = inNamespace(chart, MeshNamespace.fromName(chart, 'legacy', { mesh, name: 'legacy' }));
      legacy.list(legacy.service('old', WEB, { probes: [] }), [{ callers: [account('a')] }]);
      return app;
    },
    table: [
      { to: 'cart:8080', is: 'GET /api/x', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
      { to: 'cart:9999', refused: ['shop/a', 'plain'] },
      { to: 'edge/gate:8080', is: 'GET /', allowed: ['shop/a', 'plain'] },
      { to: 'legacy/old:8080', is: 'GET /', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
    ],
  },
  {
    name: 'an exempt namespace that says nothing is open, although the mesh was installed closed',
    installed: LinkerdInboundPolicy.DENY,
    build: mesh => {
      const { app, chart } = shopOn(mesh);
      new MeshDefaults(chart, 'defaults', { mesh, defaultDeny: true, exempt: ['edge'] });
      inNamespace(chart, new MeshNamespace(chart, 'edge', { mesh, name: 'edge' })).service('gate');
      return app;
    },
    table: [{ to: 'edge/gate:8080', is: 'GET /', allowed: ['shop/a', 'plain'] }, { to: 'x:8080', refused: ['shop/a'] }],
  },
];
