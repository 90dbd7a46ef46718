import { Chart } from 'cdk8s';
import { Caller, MeshDefaults, MeshNamespace, Mesh, ServicePort, ServiceVersion, TrafficSplit, Workload } from '../../src';
import { v1 } from '../support/app';
import type { Program } from './program';
import { account, inNamespace, shopOn, WEB } from './program';

/** What is told by labels of pods, namespaces and ports alone: programs for the plain Gateway API. */
export const gatewayApiPrograms: readonly Program[] = [
  {
    name: 'pods with the labels of a caller in another namespace are others',
    build: mesh => {
      const { app, chart, service, list } = shopOn(mesh);
      service('web');
      inNamespace(chart, new MeshNamespace(chart, 'other', { mesh, name: 'other' })).service('web');
      list(service('cart'), [{ callers: [account('web')] }]);
      return app;
    },
    table: [{ to: 'cart:8080', is: 'GET /', allowed: ['shop/web'], refused: ['other/web', 'shop/webs', 'plain'] }],
  },
  {
    name: 'pods of one account with several labels',
    build: mesh => {
      const { app, chart, namespace, service, list } = shopOn(mesh);
      service('web');
      Workload.of(chart, 'web-jobs', { namespace, serviceAccountName: 'web', createServiceAccount: false });
      Workload.of(chart, 'web-cron', { namespace });
      list(service('cart'), [{ callers: [account('web')] }]);
      return app;
    },
    table: [{ to: 'cart:8080', is: 'GET /', allowed: ['shop/web', 'shop/web-jobs'], refused: ['shop/web-cron', 'other/web-jobs', 'plain'] }],
  },
  {
    name: 'a caller on a mesh, told by its labels like any other',
    build: mesh => {
      const { app, chart, service, list } = shopOn(mesh);
      const web = inNamespace(chart, new MeshNamespace(chart, 'front', { mesh: Mesh.istioSidecar(), name: 'front' })).service('web');
      list(service('cart'), [{ callers: [Caller.service(web)] }]);
      return app;
    },
    table: [{ to: 'cart:8080', is: 'GET /', allowed: ['front/web'], refused: ['shop/web', 'plain'] }],
  },
  {
    name: 'a caller whose namespace and pods are made elsewhere',
    build: mesh => {
      const { app, chart, service, list } = shopOn(mesh);
      const monitoring = MeshNamespace.fromName(chart, 'monitoring', { name: 'monitoring', mesh });
      const prometheus = Workload.of(chart, 'prometheus', { namespace: monitoring, createServiceAccount: false });
      list(service('cart'), [{ callers: [Caller.workload(prometheus)] }]);
      return app;
    },
    table: [{ to: 'cart:8080', is: 'GET /', allowed: ['monitoring/prometheus'], refused: ['monitoring/grafana', 'shop/prometheus', 'plain'] }],
  },
  {
    name: 'neighbouring ports and the ends of the range',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      const ports = [1, 8080, 8081, 8083, 65535].map(port => ServicePort.tcp(port));
      list(service('cart', ports), []);
      return app;
    },
    table: [
      ...[1, 8080, 8081, 8083, 65535].map(port => ({ to: `cart:${port}`, refused: ['shop/web', 'plain'] })),
      ...[2, 8079, 8082, 8084, 65534].map(port => ({ to: `cart:${port}`, allowed: ['shop/web', 'plain'] })),
    ],
  },
  {
    name: 'default deny of the mesh in every namespace of the App on the Gateway API, and a list in one',
    build: mesh => {
      const { app, chart, service, list } = shopOn(mesh);
      const edge = inNamespace(chart, new MeshNamespace(chart, 'edge', { mesh, name: 'edge' }));
      new MeshDefaults(chart, 'defaults', { mesh, defaultDeny: true });
      const late = inNamespace(chart, MeshNamespace.fromName(chart, 'late', { mesh, name: 'late' }));
      edge.service('gate');
      late.service('batch');
      list(service('cart'), [{ callers: [Caller.serviceAccount('edge', 'gate')] }]);
      return app;
    },
    table: [
      { to: 'cart:8080', is: 'GET /', allowed: ['edge/gate'], refused: ['late/batch', 'shop/cart', 'plain'] },
      { to: 'cart:9999', refused: ['edge/gate', 'plain'] },
      { to: 'edge/gate:8080', is: 'GET /', refused: ['shop/cart', 'plain'] },
      { to: 'late/batch:8080', is: 'GET /', refused: ['shop/cart', 'plain'] },
      { to: 'late/unknown:1', refused: ['shop/cart', 'plain'] },
      { to: 'elsewhere/unknown:1', allowed: ['shop/cart', 'plain'] },
    ],
  },
  {
    name: 'default deny of the mesh says nothing about pods of another mesh',
    build: mesh => {
      const { app, chart } = shopOn(mesh);
      new MeshDefaults(chart, 'defaults', { mesh, defaultDeny: true });
      const front = new Chart(app, 'front');
      inNamespace(front, new MeshNamespace(front, 'ns', { mesh: Mesh.istioSidecar(), name: 'front' })).service('web');
      return app;
    },
    table: [{ to: 'front/web:8080', is: 'GET /', allowed: ['shop/cart', 'plain'] }, { to: 'shop/cart:8080', is: 'GET /', refused: ['front/web', 'plain'] }],
  },
  {
    name: 'declared calls without requests, from several workloads of one account',
    build: mesh => {
      const { app, chart, namespace, service, list } = shopOn(mesh);
      const cart = service('cart', [WEB, ServicePort.tcp(9000)]);
      const web = service('web');
      Workload.of(chart, 'web-jobs', { namespace, serviceAccountName: 'web', createServiceAccount: false });
      list(cart, undefined, { allowDeclaredCalls: true });
      web.calls(cart, { ports: [80] });
      return app;
    },
    table: [
      { to: 'cart:8080', is: 'GET /', allowed: ['shop/web', 'shop/web-jobs'], refused: ['shop/cart', 'plain'] },
      { to: 'cart:9000', refused: ['shop/web', 'plain'] },
    ],
  },
  {
    name: 'calls declared to a service come to its version',
    build: mesh => {
      const { app, chart, service, list } = shopOn(mesh);
      const [cart, next, web] = [service('cart'), service('cart-next'), service('web')];
      list(cart, undefined, { allowDeclaredCalls: true });
      list(next, undefined, { allowDeclaredCalls: true });
      web.calls(cart);
      new TrafficSplit(chart, 'split', { service: cart, versions: [{ version: v1, weight: 90 }, { version: ServiceVersion.service('next', next), weight: 10 }] });
      return app;
    },
    table: ['cart', 'cart-next'].map(name => ({
      to: `${name}:8080`, via: 'cart:80', is: 'GET /', ...(name === 'cart' && { labels: { version: 'v1' } }), allowed: ['shop/web'], refused: ['shop/cart', 'plain'],
    })),
  },
  {
    name: 'a workload that denies by itself, and probes from its node',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      list(service('cart', WEB, { defaultDeny: true }), [{ callers: [Caller.namespace('ops')] }]);
      return app;
    },
    table: [
      { to: 'cart:8080', is: 'GET /healthz', allowed: ['ops/any', 'kubelet'], refused: ['shop/cart', 'plain'] },
      { to: 'cart:15020', refused: ['ops/any', 'plain'], allowed: ['kubelet'] },
    ],
  },
];
