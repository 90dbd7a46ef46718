import { ApiObject } from 'cdk8s';
import type { Mesh } from '../../../src';
import { Caller, MeshService, MtlsMode, Probe, ServiceAllowList, Workload } from '../../../src';
import type { AllowEntry } from '../../../src';
import { shopOn, account, GRPC, NO_REQUESTS, NO_STRICT, WEB } from '../program';
import type { Program } from '../program';

const HEALTH = 'POST /grpc.health.v1.Health/Check';

/** A Deployment whose pods forbid Istio to lead probes past the proxy. */
function unrewritten(mesh: Mesh, options: { mtls?: MtlsMode; defaultDeny?: boolean }, probe: object, allow?: AllowEntry[]) {
  const { app, chart, namespace } = shopOn(mesh, options);
  const labels = { app: 'cart' };
  const apiObject = new ApiObject(chart, 'deployment', {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'cart', namespace: 'shop' },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: { 'sidecar.istio.io/rewriteAppHTTPProbers': 'false' } },
        spec: { serviceAccountName: 'cart', containers: [{ name: 'cart', image: 'cart', ports: [{ name: 'http', containerPort: 8080 }], readinessProbe: probe }] },
      },
    },
  });
  const workload = Workload.fromApiObject(chart, 'pods', { apiObject, namespace });
  const cart = new MeshService(chart, 'cart', { namespace, ports: [WEB], workload });
  if (allow) new ServiceAllowList(chart, 'list', { service: cart, allow });
  return app;
}

const HTTP = { httpGet: { port: 8080, path: '/healthz' } };

/** The kubelet's questions go on being answered. */
export const probePrograms: readonly Program[] = [
  {
    name: 'an HTTP probe where all is denied and mutual TLS is strict',
    build: mesh => {
      const { app, service } = shopOn(mesh, { mtls: MtlsMode.STRICT, defaultDeny: true });
      service('cart', WEB, { probes: [Probe.http(8080, '/healthz')] });
      return app;
    },
    table: [
      { to: 'cart:8080', is: 'GET /healthz', allowed: ['kubelet'], refused: ['shop/a'] },
      { to: 'cart:8080', is: 'GET /', refused: ['shop/a', 'plain'] },
    ],
    refusedOn: NO_STRICT,
  },
  {
    name: 'an HTTP probe on a port with a list',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      list(service('cart', WEB, { probes: [Probe.http(8080, '/healthz')] }), [{ callers: [account('a')] }]);
      return app;
    },
    table: [
      { to: 'cart:8080', is: 'GET /healthz', allowed: ['kubelet', 'shop/a'] },
      { to: 'cart:8080', is: 'GET /', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
      { to: 'cart:8080', is: 'POST /healthz', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
    ],
  },
  {
    name: 'an HTTP probe beside paths that overlap it',
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      list(service('cart', WEB, { probes: [Probe.http(8080, '/api/healthz')] }), [{ callers: [account('a')], paths: ['/api/*'] }]);
      return app;
    },
    table: [
      { to: 'cart:8080', is: 'GET /api/healthz', allowed: ['kubelet', 'shop/a'] },
      { to: 'cart:8080', is: 'GET /api/x', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
      { to: 'cart:8080', is: 'GET /', refused: ['shop/a', 'plain'] },
    ],
    refusedOn: NO_REQUESTS,
  },
  {
    name: 'a gRPC probe under a list of gRPC methods',
    build: mesh => {
      const { app, service, list } = shopOn(mesh, { defaultDeny: true });
      list(service('cart', GRPC, { probes: [Probe.grpc(7070)] }), [{ callers: [account('a')], paths: ['/shop.Cart/*'] }]);
      return app;
    },
    table: [
      { to: 'cart:7070', is: HEALTH, allowed: ['kubelet'] },
      { to: 'cart:7070', is: 'POST /shop.Cart/Get', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
      { to: 'cart:7070', is: 'POST /x', refused: ['shop/a', 'plain'] },
    ],
    refusedOn: NO_REQUESTS,
  },
  {
    name: 'a TCP probe where all is denied',
    build: mesh => {
      const { app, service } = shopOn(mesh, { defaultDeny: true });
      service('cart', WEB, { probes: [Probe.tcp(8080)] });
      return app;
    },
    table: [{ to: 'cart:8080', allowed: ['kubelet'] }, { to: 'cart:8080', is: 'GET /', refused: ['shop/a', 'plain'] }],
  },
  {
    name: 'an HTTP probe that Istio may not lead past the proxy, under default deny',
    build: mesh => unrewritten(mesh, { defaultDeny: true }, HTTP),
    table: [{ to: 'cart:8080', is: 'GET /healthz', allowed: ['kubelet'] }],
    refusedOn: { 'istio-sidecar': /probe on port 8080/ },
  },
  {
    name: 'an HTTP probe that Istio may not lead past the proxy, under strict mutual TLS',
    build: mesh => unrewritten(mesh, { mtls: MtlsMode.STRICT }, HTTP),
    table: [{ to: 'cart:8080', is: 'GET /healthz', allowed: ['kubelet'] }],
    refusedOn: { 'istio-sidecar': /probe on port 8080/, ...NO_STRICT },
  },
  {
    name: 'an HTTP probe that Istio may not lead past the proxy, and anyone let in for its path',
    build: mesh => unrewritten(mesh, { defaultDeny: true }, HTTP, [{ callers: [Caller.anyone()], paths: ['/healthz'] }]),
    table: [
      { to: 'cart:8080', is: 'GET /healthz', allowed: ['kubelet', 'plain'] },
      { to: 'cart:8080', is: 'GET /', refused: ['shop/a', 'plain'] },
    ],
    refusedOn: { 'istio-ambient': /takes plaintext, which skips the waypoint/, ...NO_REQUESTS },
  },
  {
    name: 'a TCP probe that Istio may not lead past the proxy, under default deny',
    build: mesh => unrewritten(mesh, { defaultDeny: true }, { tcpSocket: { port: 8080 } }),
    table: [{ to: 'cart:8080', allowed: ['kubelet'] }, { to: 'cart:8080', is: 'GET /', refused: ['shop/a', 'plain'] }],
  },
];
