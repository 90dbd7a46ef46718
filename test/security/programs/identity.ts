import { Chart } from 'cdk8s';
import { Caller, MeshNamespace, MtlsMode, Workload } from '../../../src';
import type { Program } from '../program';
import { account, inNamespace, NO_STRICT, shopOn, WEB } from '../program';

/** Callers by who they are. */
export const identityPrograms: readonly Program[] = [
  {
    name: 'a service account',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      service('frontend');
      list(service('cart'), [{ callers: [account('frontend')] }]);
      return app;
    },
    table: [
      { to: 'cart:8080', is: 'GET /', allowed: ['shop/frontend'], refused: ['shop/checkout', 'other/frontend', 'shop/cart', 'plain'] },
      { to: 'cart:8080', is: 'POST /any/thing?x=1', allowed: ['shop/frontend'], refused: ['shop/checkout', 'plain'] },
      { to: 'frontend:8080', is: 'GET /', allowed: ['shop/cart', 'plain'] },
    ],
  },
  {
    name: 'a service as caller, by the account that it runs under',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      const frontend = service('frontend', WEB, { podLabels: { app: 'web-sa' }, serviceAccountName: 'web-sa' });
      list(service('cart'), [{ callers: [Caller.service(frontend)] }]);
      return app;
    },
    table: [{ to: 'cart:8080', is: 'GET /', allowed: ['shop/web-sa'], refused: ['shop/frontend', 'shop/cart', 'plain'] }],
  },
  {
    name: 'pods without a Service as caller',
    build: mesh => {
      const { app, chart, namespace, service, list } = shopOn(mesh);
      const job = Workload.of(chart, 'job', { namespace });
      list(service('cart'), [{ callers: [Caller.workload(job)] }]);
      return app;
    },
    table: [{ to: 'cart:8080', is: 'GET /', allowed: ['shop/job'], refused: ['shop/cart', 'other/job', 'plain'] }],
  },
  {
    name: 'several callers in one entry and in several',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      list(service('cart'), [{ callers: [account('a'), account('b')] }, { callers: [account('c')] }]);
      return app;
    },
    table: [{ to: 'cart:8080', is: 'GET /', allowed: ['shop/a', 'shop/b', 'shop/c'], refused: ['shop/d', 'plain'] }],
  },
  {
    name: 'an account of another namespace',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      const monitoring = new Chart(app, 'monitoring');
      inNamespace(monitoring, new MeshNamespace(monitoring, 'ns', { mesh, name: 'monitoring' })).service('prometheus');
      list(service('cart'), [{ callers: [account('prometheus', 'monitoring')] }]);
      return app;
    },
    table: [{ to: 'cart:8080', is: 'GET /metrics', allowed: ['monitoring/prometheus'], refused: ['shop/prometheus', 'monitoring/grafana', 'plain'] }],
  },
  {
    name: 'a namespace',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      list(service('cart'), [{ callers: [Caller.namespace('batch')] }]);
      return app;
    },
    table: [
      { to: 'cart:8080', is: 'GET /', allowed: ['batch/a', 'batch/b'], refused: ['shop/frontend', 'batch2/a', 'ba/tch', 'plain'] },
    ],
  },
  {
    name: 'a namespace beside an account of another',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      service('frontend');
      list(service('cart'), [{ callers: [Caller.namespace('batch'), account('frontend')] }]);
      return app;
    },
    table: [{ to: 'cart:8080', is: 'GET /', allowed: ['batch/a', 'shop/frontend'], refused: ['shop/other', 'other/a', 'plain'] }],
  },
  {
    name: 'any identity of the mesh',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      list(service('cart'), [{ callers: [Caller.anyMeshIdentity()] }]);
      return app;
    },
    table: [{ to: 'cart:8080', is: 'GET /', allowed: ['shop/a', 'other/b'], refused: ['plain'] }],
    refusedOn: { 'gateway-api': /identity/ },
  },
  {
    name: 'anyone',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      list(service('cart'), [{ callers: [Caller.anyone()] }]);
      return app;
    },
    table: [{ to: 'cart:8080', is: 'GET /', allowed: ['shop/a', 'other/b', 'plain'] }],
  },
  {
    name: 'anyone, where mutual TLS is strict',
    build: mesh => {
      const { app, service, list } = shopOn(mesh, { mtls: MtlsMode.STRICT });
      list(service('cart'), [{ callers: [Caller.anyone()] }]);
      return app;
    },
    table: [{ to: 'cart:8080', is: 'GET /', allowed: ['shop/a', 'other/b'], refused: ['plain'] }],
    refusedOn: NO_STRICT,
  },
  {
    name: 'an account beside anyone',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      service('frontend');
      list(service('cart'), [{ callers: [account('frontend')] }, { callers: [Caller.anyone()] }]);
      return app;
    },
    table: [{ to: 'cart:8080', is: 'GET /', allowed: ['shop/frontend', 'other/b', 'plain'] }],
  },
  {
    name: 'an account that two workloads share',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      const shared = (name: string) => service(name, WEB, { serviceAccountName: 'shared', podLabels: { app: 'shared', part: name } });
      shared('one');
      shared('two');
      list(service('cart'), [{ callers: [account('shared')] }]);
      return app;
    },
    table: [
      { to: 'cart:8080', is: 'GET /', allowed: ['shop/shared'], refused: ['shop/one', 'plain'], on: ['istio-sidecar', 'istio-ambient', 'linkerd'], why: 'pods are told by labels elsewhere' },
      { to: 'cart:8080', is: 'GET /', refused: ['shop/one', 'plain'] },
    ],
  },
  {
    name: 'nobody',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      list(service('vault'), []);
      return app;
    },
    table: [{ to: 'vault:8080', is: 'GET /', refused: ['shop/vault', 'shop/a', 'other/b', 'plain'] }],
  },
];
