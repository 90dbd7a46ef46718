import { Caller, ContainerPort, GrpcMethod, HttpMethod, ServicePort } from '../../../src';
import type { Program } from '../program';
import { account, atPodAddress, GRPC, NO_REQUESTS, shopOn, WEB } from '../program';

const ADMIN = ServicePort.http(9000);
const REDIS = ServicePort.tcp(6379);

/** Ports, several lists, declared calls. */
export const listPrograms: readonly Program[] = [
  {
    name: 'a list for one of two ports leaves the other as it was',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      service('frontend');
      list(service('cart', [WEB, ADMIN]), [{ callers: [account('frontend')], servicePorts: [80] }]);
      return app;
    },
    table: [
      { to: 'cart:8080', is: 'GET /', allowed: ['shop/frontend'], refused: ['shop/other', 'plain'] },
      { to: 'cart:9000', is: 'GET /', allowed: ['shop/frontend', 'shop/other', 'plain'] },
      { to: 'cart:9999', allowed: ['shop/other', 'plain'] },
    ],
  },
  {
    name: 'a list for an HTTP port leaves a TCP port as it was',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      list(service('cart', [WEB, REDIS]), [{ callers: [account('a')], servicePorts: [80], paths: ['/api/*'] }]);
      return app;
    },
    table: [
      { to: 'cart:8080', is: 'GET /api/x', allowed: ['shop/a'], refused: ['shop/other', 'plain'] },
      { to: 'cart:6379', allowed: ['shop/frontend', 'shop/other', 'plain'] },
    ],
    refusedOn: NO_REQUESTS,
  },
  {
    name: 'a TCP port by identity',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      service('cart');
      list(service('redis', REDIS), [{ callers: [account('cart')] }]);
      return app;
    },
    table: [{ to: 'redis:6379', allowed: ['shop/cart'], refused: ['shop/redis', 'shop/other', 'plain'] }],
  },
  {
    name: 'TLS of the application\'s own, by identity',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      service('cart');
      list(service('db', ServicePort.tls(5432)), [{ callers: [account('cart')] }]);
      return app;
    },
    table: [{ to: 'db:5432', allowed: ['shop/cart'], refused: ['shop/other', 'plain'] }],
  },
  {
    name: 'each port its own callers',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      list(service('cart', [WEB, ADMIN]), [
        { callers: [account('a')], servicePorts: [80] }, { callers: [account('b')], servicePorts: [9000] },
      ]);
      return app;
    },
    table: [
      { to: 'cart:8080', is: 'GET /', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
      { to: 'cart:9000', is: 'GET /', allowed: ['shop/b'], refused: ['shop/a', 'plain'] },
    ],
  },
  {
    name: 'one entry for all ports, another for one',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      list(service('cart', [WEB, ADMIN]), [{ callers: [account('a')] }, { callers: [account('b')], servicePorts: [9000] }]);
      return app;
    },
    table: [
      { to: 'cart:8080', is: 'GET /', allowed: ['shop/a'], refused: ['shop/b'] },
      { to: 'cart:9000', is: 'GET /', allowed: ['shop/a', 'shop/b'], refused: ['shop/c', 'plain'] },
    ],
  },
  {
    name: 'a container port that no Service leads to',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      service('prometheus');
      list(service('cart', WEB, { containerPorts: [ContainerPort.http('metrics', 9090)] }), [{ callers: [account('prometheus')], containerPorts: [9090] }]);
      return app;
    },
    table: [
      ...atPodAddress({ to: 'cart:9090', is: 'GET /metrics', allowed: ['shop/prometheus'], refused: ['shop/frontend', 'plain'] }),
      { to: 'cart:8080', is: 'GET /', allowed: ['shop/prometheus', 'shop/frontend', 'plain'] },
    ],
  },
  {
    name: 'several lists on one port add up',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      const cart = service('cart');
      list(cart, [{ callers: [account('a')] }]);
      list(cart, [{ callers: [account('b')] }]);
      return app;
    },
    table: [{ to: 'cart:8080', is: 'GET /', allowed: ['shop/a', 'shop/b'], refused: ['shop/c', 'plain'] }],
  },
  {
    name: 'an empty list beside another adds nothing',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      const cart = service('cart', [WEB, ADMIN]);
      list(cart, []);
      list(cart, [{ callers: [account('a')], servicePorts: [80] }]);
      return app;
    },
    table: [
      { to: 'cart:8080', is: 'GET /', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
      { to: 'cart:9000', is: 'GET /', refused: ['shop/a', 'plain'] },
    ],
  },
  {
    name: 'requests say nothing about TCP ports, which the list closes all the same',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      list(service('cart', [WEB, REDIS]), [{ callers: [account('a')], methods: [HttpMethod.GET] }]);
      return app;
    },
    table: [
      { to: 'cart:8080', is: 'GET /', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
      { to: 'cart:8080', is: 'POST /', refused: ['shop/a', 'plain'] },
      { to: 'cart:6379', refused: ['shop/a', 'shop/b', 'plain'] },
    ],
    refusedOn: NO_REQUESTS,
  },
  {
    name: 'declared calls',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      const [frontend, cart] = [service('frontend'), service('cart')];
      list(cart, undefined, { allowDeclaredCalls: true });
      frontend.calls(cart);
      return app;
    },
    table: [{ to: 'cart:8080', is: 'GET /', allowed: ['shop/frontend'], refused: ['shop/other', 'plain'] }],
  },
  {
    name: 'declared calls of single ports',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      const [frontend, cart] = [service('frontend'), service('cart', [WEB, ADMIN])];
      frontend.calls(cart, { ports: [9000] });
      list(cart, undefined, { allowDeclaredCalls: true });
      return app;
    },
    table: [
      { to: 'cart:9000', is: 'GET /', allowed: ['shop/frontend'], refused: ['shop/other', 'plain'] },
      { to: 'cart:8080', is: 'GET /', refused: ['shop/frontend', 'plain'] },
    ],
  },
  {
    name: 'declared calls of gRPC methods, beside entries',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      const [frontend, cart] = [service('frontend', GRPC), service('cart', GRPC)];
      frontend.calls(cart, { grpcMethods: [GrpcMethod.of('shop.Cart', 'Get')] });
      list(cart, [{ callers: [Caller.namespace('ops')] }], { allowDeclaredCalls: true });
      return app;
    },
    table: [
      { to: 'cart:7070', is: 'POST /shop.Cart/Get', allowed: ['shop/frontend', 'ops/admin'], refused: ['shop/other', 'plain'] },
      { to: 'cart:7070', is: 'POST /shop.Cart/Add', allowed: ['ops/admin'], refused: ['shop/frontend', 'plain'] },
    ],
    refusedOn: NO_REQUESTS,
  },
  {
    name: 'a call of gRPC methods is for the ports that speak gRPC',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      const [frontend, cart] = [service('frontend'), service('cart', [WEB, GRPC])];
      frontend.calls(cart, { grpcMethods: [GrpcMethod.of('shop.Cart')] });
      list(cart, undefined, { allowDeclaredCalls: true });
      return app;
    },
    table: [
      { to: 'cart:7070', is: 'POST /shop.Cart/Get', allowed: ['shop/frontend'], refused: ['shop/other', 'plain'] },
      { to: 'cart:8080', is: 'POST /shop.Cart/Get', refused: ['shop/frontend', 'plain'] },
    ],
    refusedOn: NO_REQUESTS,
  },
  {
    name: 'no declared call: nobody',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      service('frontend');
      list(service('cart'), undefined, { allowDeclaredCalls: true });
      return app;
    },
    table: [{ to: 'cart:8080', is: 'GET /', refused: ['shop/frontend', 'plain'] }],
  },
];
