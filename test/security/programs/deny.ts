import { Chart } from 'cdk8s';
import type { Mesh } from '../../../src';
import { Caller, MeshDefaults, MeshNamespace, MtlsMode, ServicePort } from '../../../src';
import type { Program } from '../program';
import { account, inNamespace, NO_STRICT, shopOn, WEB } from '../program';

/** Namespace `shop` in a mesh that denies by default, and namespace `edge`, which is exempt. */
function meshDeny(mesh: Mesh, edgeDenies = false) {
  const shop = shopOn(mesh);
  new MeshDefaults(shop.chart, 'defaults', { mesh, defaultDeny: true, exempt: ['edge'] });
  const chart = new Chart(shop.app, 'edge');
  return { ...shop, edge: inNamespace(chart, new MeshNamespace(chart, 'ns', { mesh, name: 'edge', defaultDeny: edgeDenies })) };
}

/** Whatever no list lets in is refused. */
export const denyPrograms: readonly Program[] = [
  {
    name: 'default deny of a workload without a list', refusedOn: { linkerd: /default-inbound-policy/ },
    build: mesh => {
      const { app, service } = shopOn(mesh);
      service('cart', WEB, { defaultDeny: true });
      service('other');
      return app;
    },
    table: [
      { to: 'cart:8080', is: 'GET /', refused: ['shop/other', 'shop/cart', 'plain'] },
      { to: 'cart:9999', refused: ['shop/other', 'plain'] },
      { to: 'other:8080', is: 'GET /', allowed: ['shop/cart', 'plain'] },
    ],
  },
  {
    name: 'default deny of a workload with a list for one of two ports', refusedOn: { linkerd: /default-inbound-policy/ },
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      list(service('cart', [WEB, ServicePort.http(9000)], { defaultDeny: true }), [{ callers: [account('a')], servicePorts: [80] }]);
      return app;
    },
    table: [
      { to: 'cart:8080', is: 'GET /', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
      { to: 'cart:9000', is: 'GET /', refused: ['shop/a', 'plain'] },
      { to: 'cart:9999', refused: ['shop/a', 'plain'] },
    ],
  },
  {
    name: 'default deny of a namespace',
    build: mesh => {
      const { app, service, list } = shopOn(mesh, { defaultDeny: true });
      list(service('cart', [WEB, ServicePort.tcp(6379)]), [{ callers: [account('a')], servicePorts: [80] }]);
      return app;
    },
    table: [
      { to: 'cart:8080', is: 'GET /', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
      { to: 'cart:6379', refused: ['shop/a', 'plain'] },
      { to: 'a:8080', is: 'GET /', refused: ['shop/cart', 'plain'] },
      { to: 'unknown:8080', is: 'GET /', refused: ['shop/a', 'plain'] },
    ],
  },
  {
    name: 'default deny of a namespace with mutual TLS only, and anyone let in',
    build: mesh => {
      const { app, service, list } = shopOn(mesh, { defaultDeny: true, mtls: MtlsMode.STRICT });
      list(service('cart'), [{ callers: [Caller.anyone()] }]);
      return app;
    },
    table: [{ to: 'cart:8080', is: 'GET /', allowed: ['shop/a', 'other/b'], refused: ['plain'] }, { to: 'cart:9999', refused: ['shop/a', 'plain'] }],
    refusedOn: NO_STRICT,
  },
  {
    name: 'default deny of a namespace and an empty list',
    build: mesh => {
      const { app, service, list } = shopOn(mesh, { defaultDeny: true });
      list(service('cart'), []);
      return app;
    },
    table: [{ to: 'cart:8080', is: 'GET /', refused: ['shop/a', 'plain'] }],
  },
  {
    name: 'default deny of the mesh', refusedOn: { linkerd: /proxy\.defaultInboundPolicy/ },
    build: mesh => {
      const { app, service, list } = meshDeny(mesh);
      list(service('cart'), [{ callers: [account('a')] }]);
      service('other');
      return app;
    },
    table: [
      { to: 'cart:8080', is: 'GET /', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
      { to: 'other:8080', is: 'GET /', refused: ['shop/a', 'plain'] },
    ],
  },
  {
    name: 'an exempt namespace is open', refusedOn: { linkerd: /proxy\.defaultInboundPolicy/ },
    build: mesh => {
      const { app, edge } = meshDeny(mesh);
      edge.service('gate');
      return app;
    },
    table: [
      { to: 'edge/gate:8080', is: 'GET /', allowed: ['shop/a', 'plain'] },
      { to: 'edge/unknown:8080', is: 'GET /', allowed: ['shop/a', 'plain'] },
    ],
  },
  {
    name: 'an exempt namespace is open but for the ports that a list rules', refusedOn: { linkerd: /proxy\.defaultInboundPolicy/ },
    build: mesh => {
      const { app, edge } = meshDeny(mesh);
      edge.list(edge.service('gate', [WEB, ServicePort.http(9000)]), [{ callers: [account('a'), Caller.namespace('ops'), Caller.ipRange('10.1.0.0/16')], servicePorts: [9000] }]);
      return app;
    },
    table: [
      { to: 'edge/gate:9000', is: 'GET /', allowed: ['shop/a', 'ops/x', 'plain@10.1.2.3'], refused: ['shop/b', 'plain'] },
      { to: 'edge/gate:8080', is: 'GET /', allowed: ['shop/b', 'plain'] },
      { to: 'edge/other:9000', is: 'GET /', allowed: ['shop/b', 'plain'] },
    ],
  },
  {
    name: 'lists in an exempt namespace: nobody, anyone, any identity',
    build: mesh => {
      const { app, edge } = meshDeny(mesh);
      edge.list(edge.service('vault'), []);
      edge.list(edge.service('gate'), [{ callers: [Caller.anyone(), account('a')] }]);
      edge.list(edge.service('inner'), [{ callers: [Caller.anyMeshIdentity()] }]);
      return app;
    },
    table: [
      { to: 'edge/vault:8080', is: 'GET /', refused: ['shop/a', 'edge/vault', 'plain'] },
      { to: 'edge/gate:8080', is: 'GET /', allowed: ['shop/b', 'plain'] },
      { to: 'edge/inner:8080', is: 'GET /', allowed: ['shop/b', 'edge/gate'], refused: ['plain'] },
      { to: 'edge/inner:9999', allowed: ['shop/b', 'plain'] },
    ],
    refusedOn: { linkerd: /proxy\.defaultInboundPolicy/, 'gateway-api': /identity/ },
  },
  {
    name: 'default deny of a workload in an exempt namespace', refusedOn: { linkerd: /proxy\.defaultInboundPolicy/ },
    build: mesh => {
      const { app, edge } = meshDeny(mesh);
      edge.service('vault', WEB, { defaultDeny: true });
      edge.list(edge.service('cart', WEB, { defaultDeny: true }), [{ callers: [account('a')] }]);
      edge.service('gate');
      return app;
    },
    table: [
      { to: 'edge/vault:8080', is: 'GET /', refused: ['shop/a', 'plain'] },
      { to: 'edge/cart:8080', is: 'GET /', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
      { to: 'edge/cart:9999', refused: ['shop/a', 'plain'] },
      { to: 'edge/gate:8080', is: 'GET /', allowed: ['shop/a', 'plain'] },
    ],
  },
  {
    name: 'default deny of an exempt namespace itself', refusedOn: { linkerd: /proxy\.defaultInboundPolicy/ },
    build: mesh => {
      const { app, edge } = meshDeny(mesh, true);
      edge.list(edge.service('cart'), [{ callers: [account('a')] }]);
      edge.service('gate');
      return app;
    },
    table: [
      { to: 'edge/cart:8080', is: 'GET /', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
      { to: 'edge/gate:8080', is: 'GET /', refused: ['shop/a', 'plain'] },
    ],
  },
  {
    name: 'paths in an exempt namespace',
    build: mesh => {
      const { app, edge } = meshDeny(mesh);
      edge.list(edge.service('gate'), [{ callers: [account('a')], paths: ['/x'] }]);
      return app;
    },
    table: [
      { to: 'edge/gate:8080', is: 'GET /x', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
      { to: 'edge/gate:8080', is: 'GET /', refused: ['shop/a', 'plain'] },
    ],
    refusedOn: { linkerd: /proxy\.defaultInboundPolicy/, 'gateway-api': /allow-request/, 'istio-sidecar': /exempt/ },
  },
];
