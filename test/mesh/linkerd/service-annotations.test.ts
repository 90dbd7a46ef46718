import { Protocol } from '../../../src/model/protocol';
import { aNamespace, aPort, aService, aWorkload } from '../../support/model';
import { cart, ejecting, httpCart, plane, routes, spec, title } from './rendered';

const workload = (ports: readonly (readonly [number, Protocol])[], overrides = {}) => aWorkload(aNamespace(plane), 'db', {
  ports: ports.map(([number, protocol]) => ({ number, protocol })), podsReachable: true, ...overrides,
});
const OPAQUE = 'config.linkerd.io/opaque-ports';

it('namespaces are enrolled and workloads may opt out', () => {
  expect(plane.namespace(aNamespace(plane)).annotations).toEqual({ 'linkerd.io/inject': 'enabled' });
  expect(plane.workload(workload([], { enrolled: false })).annotations).toEqual({ 'linkerd.io/inject': 'disabled' });
  expect(plane.workload(workload([])).annotations).toEqual({});
});

it('ports have only values of appProtocol that Linkerd knows', () => {
  expect(Object.values(Protocol).map(p => [p, plane.appProtocol(p)])).toEqual([
    ['http', 'http'], ['http2', 'kubernetes.io/h2c'], ['grpc', 'kubernetes.io/h2c'], ['https', undefined], ['tls', undefined], ['tcp', 'linkerd.io/opaque'],
  ]);
});

describe('ejection', () => {
  it('is failure accrual on the Service, with a longest penalty no shorter than the shortest', () => {
    const key = (name: string) => `balancer.linkerd.io/failure-accrual${name}`;
    const annotations = (min: string, max: string) => ({
      [key('')]: 'consecutive', [key('-consecutive-max-failures')]: '5', [key('-consecutive-min-penalty')]: min, [key('-consecutive-max-penalty')]: max,
    });
    expect(plane.service(ejecting(httpCart())).annotations).toEqual(annotations('30s', '5m'));
    expect(plane.service(ejecting(httpCart(), 600_500)).annotations).toEqual(annotations('600500ms', '600500ms'));
  });

  it('gives gRPC ports a GRPCRoute, without which older proxies do not look at gRPC statuses', () => {
    const service = ejecting(cart({ ports: [aPort(80, Protocol.HTTP), aPort(7070, Protocol.GRPC)] }));
    expect(routes(service).map(title)).toEqual(['GRPCRoute cart.grpc']);
    expect(spec(routes(service)[0]!).rules).toEqual([{ backendRefs: [{ group: '', kind: 'Service', name: 'cart', namespace: 'shop', port: 7070 }] }]);
    expect(plane.problems(service)).toEqual([]);
  });

  it('of a service is not repeated on those that are its versions', () => {
    const apex = ejecting(httpCart());
    const version = aService(apex.namespace, 'cart2');
    version.versionOf.push({ service: apex, path: 'split' });
    expect(plane.service(version).annotations).toEqual({});
  });

  it('limits alone render nothing', () => {
    const service = httpCart();
    service.breakers.push({ path: 'b', limits: { maxRequests: 3 } });
    expect(plane.service(service)).toEqual({ labels: {}, annotations: {}, resources: [] });
  });
});

describe('opaque ports of pods', () => {
  it('are the TCP ports and the default ones, since the annotation replaces those', () => {
    expect(plane.workload(workload([[7000, Protocol.TCP], [8080, Protocol.HTTP]])).annotations).toEqual({ [OPAQUE]: '25,587,3306,4444,5432,6379,7000,9300,11211' });
  });

  it('are never ports that speak HTTP, though these are opaque by default', () => {
    expect(plane.workload(workload([[4444, Protocol.HTTP]])).annotations).toEqual({ [OPAQUE]: '25,587,3306,5432,6379,9300,11211' });
    expect(plane.workload(workload([[4444, Protocol.TCP], [4444, Protocol.GRPC]])).annotations).toEqual({ [OPAQUE]: '25,587,3306,5432,6379,9300,11211' });
  });

  it('count the Services in front of the pods, named ports too', () => {
    const pods = workload([], { ports: [{ name: 'db', number: 7000, protocol: Protocol.TCP }] });
    aService(pods.namespace, 'db', { workload: pods, ports: [{ ...aPort(1, Protocol.HTTP), targetPort: 4444 }, { ...aPort(2, Protocol.TCP), targetPort: 'db' }, { ...aPort(3, Protocol.TCP), targetPort: 7001 }] });
    expect(plane.workload(pods).annotations).toEqual({ [OPAQUE]: '25,587,3306,5432,6379,7000,7001,9300,11211' });
  });

  it('are not written where nobody would read them, or nothing has to be said', () => {
    expect(plane.workload(workload([[7000, Protocol.TCP]], { podsReachable: false })).annotations).toEqual({});
    expect(plane.workload(workload([[7000, Protocol.TCP]], { enrolled: false })).annotations).toEqual({ 'linkerd.io/inject': 'disabled' });
    expect(plane.workload(workload([[8080, Protocol.HTTP], [8443, Protocol.TLS]])).annotations).toEqual({});
  });
});
