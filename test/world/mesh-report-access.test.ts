import type { AllowEntry } from '../../src';
import { Caller, GrpcMethod, HttpMethod, MeshReport, ServiceAllowList, ServicePort, Workload } from '../../src';
import { shop } from '../support/app';

/** Who may call whom, as the report tells it. */
describe('access', () => {
  const A = Caller.serviceAccount('shop', 'a');
  function reported(port: ServicePort, ...allow: AllowEntry[]) {
    const { app, chart, namespace, service } = shop();
    Workload.of(chart, 'a', { namespace });
    new ServiceAllowList(chart, 'list', { service: service('cart', port), allow });
    return MeshReport.of(app).access;
  }
  const rules = (...args: Parameters<typeof reported>) => reported(...args).map(({ callers, requests }) => ({ callers, requests }));

  test('names the port of the container and the lists', () => {
    expect(reported(ServicePort.http(80, { targetPort: 8080 }), { callers: [A] })).toEqual([{
      mesh: 'istio-sidecar', cluster: '', namespace: 'shop', workload: 'cart', port: 8080, callers: ['account shop/a'], requests: [], paths: ['shop/list'],
    }]);
  });

  test('names every kind of caller', () => {
    const callers = [A, Caller.namespace('batch'), Caller.ipRange('10.1.0.0/16', { excluding: ['10.1.9.0/24'] }), Caller.anyMeshIdentity(), Caller.anyone()];
    expect(rules(ServicePort.http(80), { callers })).toEqual([{
      callers: ['account shop/a', 'any mesh identity', 'anyone', 'namespace batch', 'range 10.1.0.0/16 excluding 10.1.9.0/24'], requests: [],
    }]);
  });

  test('names what they may send', () => {
    expect(rules(ServicePort.http(80), { callers: [A], methods: [HttpMethod.POST, HttpMethod.GET], paths: ['/a', '/b/*', '*.css'] })).toEqual([
      { callers: ['account shop/a'], requests: ['GET,POST *.css', 'GET,POST /a', 'GET,POST /b/*'] },
    ]);
    expect(rules(ServicePort.http(80), { callers: [A], methods: [HttpMethod.GET] })).toEqual([{ callers: ['account shop/a'], requests: ['GET *'] }]);
    expect(rules(ServicePort.grpc(7070), { callers: [A], grpcMethods: [GrpcMethod.of('shop.Cart', 'Get'), GrpcMethod.of('shop.Stock')] })).toEqual([
      { callers: ['account shop/a'], requests: ['/shop.Cart/Get', '/shop.Stock/*'] },
    ]);
  });

  test('says where nobody is let in, and nothing of ports without a list', () => {
    expect(rules(ServicePort.http(80))).toEqual([{ callers: [], requests: [] }]);
    const { app, service } = shop();
    service('cart');
    expect(MeshReport.of(app).access).toEqual([]);
  });
});
