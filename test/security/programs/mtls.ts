import { Caller, MeshDefaults, MtlsMode, ServicePort } from '../../../src';
import type { Program } from '../program';
import { account, atPodAddress, NO_STRICT, shopOn, WEB } from '../program';

const TWO = [WEB, ServicePort.http(9000)];

/** Mutual TLS: modes and exceptions. */
export const mtlsPrograms: readonly Program[] = [
  {
    name: 'nothing said: plaintext is taken',
    build: mesh => {
      const { app, service } = shopOn(mesh);
      service('cart');
      return app;
    },
    table: [{ to: 'cart:8080', is: 'GET /', allowed: ['shop/a', 'other/b', 'plain'] }],
  },
  {
    name: 'a strict namespace',
    build: mesh => {
      const { app, service } = shopOn(mesh, { mtls: MtlsMode.STRICT });
      service('cart');
      return app;
    },
    table: [
      { to: 'cart:8080', is: 'GET /', allowed: ['shop/a', 'other/b'], refused: ['plain'] },
      ...atPodAddress({ to: 'cart:9999', allowed: ['shop/a'], refused: ['plain'] }),
      ...atPodAddress({ to: 'unknown:8080', allowed: ['shop/a'], refused: ['plain'] }),
    ],
    refusedOn: NO_STRICT,
  },
  {
    name: 'a permissive namespace',
    build: mesh => {
      const { app, service } = shopOn(mesh, { mtls: MtlsMode.PERMISSIVE });
      service('cart');
      return app;
    },
    table: [{ to: 'cart:8080', is: 'GET /', allowed: ['shop/a', 'plain'] }],
    refusedOn: { 'gateway-api': /mtls-permissive/ },
  },
  {
    name: 'a strict mesh',
    build: mesh => {
      const { app, chart, service } = shopOn(mesh);
      new MeshDefaults(chart, 'defaults', { mesh, mtls: MtlsMode.STRICT });
      service('cart');
      return app;
    },
    table: [{ to: 'cart:8080', is: 'GET /', allowed: ['shop/a'], refused: ['plain'] }],
    refusedOn: { ...NO_STRICT, linkerd: /proxy\.defaultInboundPolicy/ },
  },
  {
    name: 'a permissive namespace in a strict mesh',
    build: mesh => {
      const { app, chart, service } = shopOn(mesh, { mtls: MtlsMode.PERMISSIVE });
      new MeshDefaults(chart, 'defaults', { mesh, mtls: MtlsMode.STRICT });
      service('cart');
      return app;
    },
    table: [{ to: 'cart:8080', is: 'GET /', allowed: ['shop/a', 'plain'] }],
    refusedOn: { linkerd: /proxy\.defaultInboundPolicy/, 'gateway-api': /mtls-(strict|permissive)/ },
  },
  {
    name: 'a strict namespace in a permissive mesh',
    build: mesh => {
      const { app, chart, service } = shopOn(mesh, { mtls: MtlsMode.STRICT });
      new MeshDefaults(chart, 'defaults', { mesh, mtls: MtlsMode.PERMISSIVE });
      service('cart');
      return app;
    },
    table: [{ to: 'cart:8080', is: 'GET /', allowed: ['shop/a'], refused: ['plain'] }],
    refusedOn: { ...NO_STRICT, linkerd: /proxy\.defaultInboundPolicy/ },
  },
  {
    name: 'an exception for one port',
    build: mesh => {
      const { app, namespace, service } = shopOn(mesh, { mtls: MtlsMode.STRICT });
      namespace.addMtlsException({ workload: service('cart', TWO).workload!, containerPorts: [9000], reason: 'old scraper' });
      service('other', TWO);
      return app;
    },
    table: [
      { to: 'cart:9000', is: 'GET /', allowed: ['shop/a', 'plain'] },
      { to: 'cart:8080', is: 'GET /', allowed: ['shop/a'], refused: ['plain'] },
      ...atPodAddress({ to: 'cart:9999', allowed: ['shop/a'], refused: ['plain'] }),
      { to: 'other:9000', is: 'GET /', allowed: ['shop/a'], refused: ['plain'] },
    ],
    refusedOn: NO_STRICT,
  },
  {
    name: 'two exceptions of one workload',
    build: mesh => {
      const { app, namespace, service } = shopOn(mesh, { mtls: MtlsMode.STRICT });
      const { workload } = service('cart', [...TWO, ServicePort.tcp(6379)]);
      namespace.addMtlsException({ workload: workload!, containerPorts: [9000], reason: 'old scraper' });
      namespace.addMtlsException({ workload: workload!, containerPorts: [6379], reason: 'old client' });
      return app;
    },
    table: [
      { to: 'cart:9000', is: 'GET /', allowed: ['shop/a', 'plain'] },
      { to: 'cart:6379', allowed: ['shop/a', 'plain'] },
      { to: 'cart:8080', is: 'GET /', refused: ['plain'] },
    ],
    refusedOn: NO_STRICT,
  },
  {
    name: 'an exception where only the mesh says strict',
    build: mesh => {
      const { app, chart, namespace, service } = shopOn(mesh);
      namespace.addMtlsException({ workload: service('cart', TWO).workload!, containerPorts: [9000], reason: 'old scraper' });
      new MeshDefaults(chart, 'defaults', { mesh, mtls: MtlsMode.STRICT });
      return app;
    },
    table: [
      { to: 'cart:9000', is: 'GET /', allowed: ['shop/a', 'plain'] },
      { to: 'cart:8080', is: 'GET /', allowed: ['shop/a'], refused: ['plain'] },
    ],
    refusedOn: { linkerd: /proxy\.defaultInboundPolicy/, 'gateway-api': /mtls-(strict|exception)/ },
  },
  {
    name: 'a list on a port with an exception: an account, not plaintext',
    build: mesh => {
      const { app, namespace, service, list } = shopOn(mesh, { mtls: MtlsMode.STRICT });
      const cart = service('cart', TWO);
      namespace.addMtlsException({ workload: cart.workload!, containerPorts: [9000], reason: 'old scraper' });
      list(cart, [{ callers: [account('a')], servicePorts: [9000] }]);
      return app;
    },
    table: [
      { to: 'cart:9000', is: 'GET /', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
      { to: 'cart:8080', is: 'GET /', allowed: ['shop/b'], refused: ['plain'] },
    ],
    refusedOn: NO_STRICT,
  },
  {
    name: 'plaintext by its address on a port with an exception, the rest denied',
    build: mesh => {
      const { app, namespace, service, list } = shopOn(mesh, { mtls: MtlsMode.STRICT, defaultDeny: true });
      const cart = service('cart', TWO);
      namespace.addMtlsException({ workload: cart.workload!, containerPorts: [9000], reason: 'old scraper' });
      list(cart, [{ callers: [Caller.ipRange('10.1.0.0/16')], servicePorts: [9000] }, { callers: [account('a')], servicePorts: [80] }]);
      return app;
    },
    table: [
      { to: 'cart:9000', is: 'GET /', allowed: ['plain@10.1.2.3'], refused: ['plain@10.2.0.1', 'shop/a@10.9.0.1'] },
      { to: 'cart:8080', is: 'GET /', allowed: ['shop/a@10.9.0.1'], refused: ['plain@10.1.2.3', 'shop/b'] },
      { to: 'cart:9999', refused: ['shop/a', 'plain@10.1.2.3'] },
    ],
    refusedOn: NO_STRICT,
  },
  {
    name: 'a range of addresses where mutual TLS is strict: with an identity, and in the range',
    build: mesh => {
      const { app, service, list } = shopOn(mesh, { mtls: MtlsMode.STRICT });
      list(service('cart'), [{ callers: [Caller.ipRange('10.1.0.0/16')] }]);
      return app;
    },
    table: [{ to: 'cart:8080', is: 'GET /', allowed: ['shop/a@10.1.2.3'], refused: ['shop/a@10.2.0.1', 'plain@10.1.2.3'] }],
    refusedOn: NO_STRICT,
  },
];
