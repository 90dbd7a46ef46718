import type { MeshService } from '../../../src';
import { Caller, ContainerPort, ServicePort, ServiceVersion, TrafficSplit, Workload } from '../../../src';
import { v1, v2 } from '../../support/app';
import type { Program } from '../program';
import { account, atPodAddress, NO_REQUESTS, shopOn, WEB } from '../program';

/** Several Services in front of one workload's pods, and pods that are versions. */
export const doorPrograms: readonly Program[] = [
  {
    name: 'a second Service in front of the pods is no way around',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      const cart = service('cart');
      service('cart-external', ServicePort.http(8888, { targetPort: 8080 }), { workload: cart.workload! });
      list(cart, [{ callers: [account('a')] }]);
      return app;
    },
    table: ['cart:80', 'cart-external:8888', 'direct'].flatMap(via => {
      const row = { to: 'cart:8080', via, is: 'GET /', allowed: ['shop/a'], refused: ['shop/b', 'plain'] };
      return via === 'direct' ? atPodAddress(row) : [row];
    }),
  },
  {
    name: 'a second Service in front of the pods, and paths',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      const cart = service('cart');
      service('cart-external', ServicePort.http(8888, { targetPort: 8080 }), { workload: cart.workload! });
      list(cart, [{ callers: [account('a')], paths: ['/api/*'] }]);
      return app;
    },
    table: [
      ...['cart:80', 'cart-external:8888'].flatMap(via => [
        { to: 'cart:8080', via, is: 'GET /api/x', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
        { to: 'cart:8080', via, is: 'GET /', refused: ['shop/a', 'plain'] },
      ]),
      { to: 'cart:8080', via: 'direct', is: 'GET /', refused: ['shop/a', 'shop/b', 'plain'] },
      { to: 'cart:8080', via: 'direct', is: 'GET /api/x', refused: ['shop/b', 'plain'] },
      ...atPodAddress({ to: 'cart:8080', via: 'direct', is: 'GET /api/x', allowed: ['shop/a'], on: ['linkerd'] }),
    ],
    refusedOn: NO_REQUESTS,
  },
  {
    name: 'lists on both Services of one workload add up',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      const cart = service('cart');
      const external = service('cart-external', ServicePort.http(8888, { targetPort: 8080 }), { workload: cart.workload! });
      list(cart, [{ callers: [account('a')] }]);
      list(external, [{ callers: [account('b')] }]);
      return app;
    },
    table: ['cart:80', 'cart-external:8888'].map(via => ({ to: 'cart:8080', via, is: 'GET /', allowed: ['shop/a', 'shop/b'], refused: ['shop/c', 'plain'] })),
  },
  {
    name: 'two Services with the same number for different ports of the pods',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      const cart = service('cart');
      service('cart-admin', ServicePort.http(80, { targetPort: 9000 }), { workload: cart.workload! });
      list(cart, [{ callers: [account('a')], paths: ['/api/*'] }]);
      return app;
    },
    table: [
      { to: 'cart:8080', is: 'GET /api/x', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
      { to: 'cart:8080', is: 'GET /', refused: ['shop/a'] },
      { to: 'cart:9000', via: 'cart-admin:80', is: 'GET /', allowed: ['shop/a', 'shop/b', 'plain'] },
    ],
    refusedOn: NO_REQUESTS,
  },
  {
    name: 'versions by label',
    build: mesh => {
      const { app, chart, service, list } = shopOn(mesh);
      const cart = service('cart');
      new TrafficSplit(chart, 'split', { service: cart, versions: [{ version: v1, weight: 90 }, { version: v2, weight: 10 }] });
      list(cart, [{ callers: [account('a')] }]);
      return app;
    },
    table: ['v1', 'v2'].map(version => ({ to: 'cart:8080', labels: { version }, is: 'GET /', allowed: ['shop/a'], refused: ['shop/b', 'plain'] })),
  },
  {
    name: 'versions by label, and paths',
    build: mesh => {
      const { app, chart, service, list } = shopOn(mesh);
      const cart = service('cart');
      list(cart, [{ callers: [account('a')], paths: ['/api/*'] }]);
      new TrafficSplit(chart, 'split', { service: cart, versions: [{ version: v1, weight: 50 }, { version: v2, weight: 50 }] });
      return app;
    },
    table: ['v1', 'v2'].flatMap(version => [
      { to: 'cart:8080', labels: { version }, is: 'GET /api/x', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
      { to: 'cart:8080', labels: { version }, is: 'GET /', refused: ['shop/a', 'plain'] },
    ]),
    refusedOn: NO_REQUESTS,
  },
  {
    name: 'a version that is a Service with a list of its own',
    build: mesh => {
      const { app, chart, service, list } = shopOn(mesh);
      const [cart, next] = [service('cart'), service('cart-next')];
      new TrafficSplit(chart, 'split', {
        service: cart, versions: [{ version: v1, weight: 90 }, { version: ServiceVersion.service('next', next), weight: 10 }],
      });
      list(cart, [{ callers: [account('a')] }]);
      list(next, [{ callers: [account('a')] }, { callers: [account('b')] }]);
      return app;
    },
    table: [
      { to: 'cart:8080', labels: { version: 'v1' }, is: 'GET /', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
      { to: 'cart-next:8080', via: 'cart:80', is: 'GET /', allowed: ['shop/a'], refused: ['shop/c', 'plain'] },
      { to: 'cart-next:8080', is: 'GET /', allowed: ['shop/a', 'shop/b'], refused: ['shop/c', 'plain'] },
    ],
  },
  ...[false, true].map((adminFirst): Program => ({
    name: `a call to a service comes in by the door that is its version, the ${adminFirst ? 'second' : 'first'} one`,
    build: mesh => {
      const { app, chart, namespace, service, list } = shopOn(mesh);
      const pods = Workload.of(chart, 'pods', { namespace, podLabels: { app: 'pods' }, serviceAccountName: 'pods', ports: [ContainerPort.http('web', 8080), ContainerPort.http('admin', 9090)], probes: [] });
      const doors = { admin: () => service('admin', ServicePort.http(80, { targetPort: 9090 }), { workload: pods }), next: () => service('next', WEB, { workload: pods }) };
      const made = (adminFirst ? ['admin', 'next'] as const : ['next', 'admin'] as const).map(name => [name, doors[name]()] as const);
      const { admin, next } = Object.fromEntries(made) as Record<keyof typeof doors, MeshService>;
      const [cart, web] = [service('cart'), service('web')];
      new TrafficSplit(chart, 'split', { service: cart, versions: [{ version: v1, weight: 90 }, { version: ServiceVersion.service('next', next), weight: 10 }] });
      web.calls(cart);
      list(cart, undefined, { allowDeclaredCalls: true });
      list(next, [{ callers: [account('web')] }]);
      list(admin, undefined, { allowDeclaredCalls: true });
      return app;
    },
    table: [
      { to: 'pods:8080', via: 'cart:80', is: 'GET /', allowed: ['shop/web'], refused: ['shop/b', 'plain'] },
      { to: 'pods:9090', via: 'admin:80', is: 'GET /', refused: ['shop/web', 'plain'] },
    ],
  })),
  {
    name: 'a version whose list does not let in the callers of the service',
    build: mesh => {
      const { app, chart, service, list } = shopOn(mesh);
      const [cart, next] = [service('cart'), service('cart-next')];
      new TrafficSplit(chart, 'split', {
        service: cart, versions: [{ version: v1, weight: 90 }, { version: ServiceVersion.service('next', next), weight: 10 }],
      });
      list(cart, [{ callers: [account('a'), account('b')] }]);
      list(next, [{ callers: [account('a')] }]);
      return app;
    },
    table: [{ to: 'cart-next:8080', is: 'GET /', refused: ['shop/b'] }],
    refusedOn: { 'istio-sidecar': /shop\/b/, 'istio-ambient': /shop\/b/, linkerd: /shop\/b/, 'gateway-api': /shop\/b/ },
  },
  {
    name: 'a container port beside a Service port with paths',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      list(service('cart', WEB, { containerPorts: [ContainerPort.http('metrics', 9090)] }), [
        { callers: [account('a')], paths: ['/api/*'] }, { callers: [Caller.namespace('ops')], containerPorts: [9090] },
      ]);
      return app;
    },
    table: [
      { to: 'cart:8080', is: 'GET /api/x', allowed: ['shop/a'], refused: ['ops/x', 'plain'] },
      ...atPodAddress({ to: 'cart:9090', is: 'GET /metrics', allowed: ['ops/x'], refused: ['shop/a', 'plain'] }),
      { to: 'cart:9999', allowed: ['ops/x', 'plain'] },
    ],
    refusedOn: NO_REQUESTS,
  },
];
