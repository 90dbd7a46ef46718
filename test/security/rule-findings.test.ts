import { ApiObject } from 'cdk8s';
import type { AllowEntry } from '../../src';
import { Caller, GrpcMethod, HttpMethod, Mesh, MeshNamespace, MeshReport, ServiceVersion, TrafficSplit, Workload } from '../../src';
import { v1 } from '../support/app';
import { account, GRPC, shopOn, WEB } from './program';

const RULES = ['unknown-identity', 'shared-identity', 'version-callers'];
type Shop = ReturnType<typeof shopOn>;

function findings({ app }: Shop) {
  return MeshReport.of(app).findings.filter(f => RULES.includes(f.rule)).map(({ rule, severity, path, message }) => ({ rule, severity, path, message }));
}

/** A list for `cart` that lets the callers in. */
function letIn(callers: Caller[], prepare: (shop: Shop) => void = () => undefined) {
  const shop = shopOn(Mesh.istioSidecar());
  shop.list(shop.service('cart'), [{ callers }]);
  prepare(shop);
  return findings(shop);
}

describe('an account that nobody goes by', () => {
  it('is a warning where the App makes the namespace', () => {
    expect(letIn([account('frontend')])).toEqual([{
      rule: 'unknown-identity', severity: 'warning', path: 'shop/shop-list-0',
      message: 'lets ServiceAccount shop/frontend in, which neither pods nor an object of the App go by; correct the name, or make the account',
    }]);
  });

  it.each<[string, Caller, (shop: Shop) => void]>([
    ['pods run under it', account('frontend'), ({ service }) => service('frontend')],
    ['pods without a Service run under it', account('job'), ({ chart, namespace }) => Workload.of(chart, 'job', { namespace, createServiceAccount: false })],
    ['the App makes the account', account('robot'), ({ chart }) => new ApiObject(chart, 'sa', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot', namespace: 'shop' } })],
    ['its namespace is not in the App', account('prometheus', 'monitoring'), () => undefined],
    ['its namespace is made elsewhere', account('prometheus', 'monitoring'), ({ chart }) => MeshNamespace.fromName(chart, 'monitoring', { name: 'monitoring', mesh: Mesh.istioSidecar() })],
    ['it is the account that every namespace has', account('default'), () => undefined],
  ])('is none if %s', (_name, caller, prepare) => {
    expect(letIn([caller], prepare)).toEqual([]);
  });

  it('is one if only another namespace has an account of that name', () => {
    expect(letIn([account('robot')], ({ chart }) => new ApiObject(chart, 'sa', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot', namespace: 'other' } }))).toHaveLength(1);
  });

  it('is told once for a list, whatever the number of ports and entries', () => {
    const shop = shopOn(Mesh.istioSidecar());
    shop.list(shop.service('cart', [WEB, GRPC]), [{ callers: [account('x')] }, { callers: [account('x')], servicePorts: [80] }]);
    expect(findings(shop)).toHaveLength(1);
  });
});

describe('an account that several workloads share', () => {
  it('lets all of them in, which is said', () => {
    expect(letIn([account('web')], ({ chart, namespace, service }) => {
      service('web');
      Workload.of(chart, 'jobs', { namespace, serviceAccountName: 'web', createServiceAccount: false });
    })).toEqual([{
      rule: 'shared-identity', severity: 'warning', path: 'shop/shop-list-0',
      message: 'lets ServiceAccount shop/web in, and with it all pods under that account: jobs, web; give each its own serviceAccountName if only one of them is meant',
    }]);
  });

  it('counts for declared calls too', () => {
    const shop = shopOn(Mesh.istioSidecar());
    const [cart, web] = [shop.service('cart'), shop.service('web')];
    Workload.of(shop.chart, 'jobs', { namespace: shop.namespace, serviceAccountName: 'web', createServiceAccount: false });
    shop.list(cart, undefined, { allowDeclaredCalls: true });
    expect(findings(shop)).toEqual([]);
    web.calls(cart);
    expect(findings(shop)).toMatchObject([{ rule: 'shared-identity', path: 'shop/shop-list-0' }]);
  });

  it('is of no interest where the whole namespace is let in', () => {
    expect(letIn([Caller.namespace('shop')], ({ chart, namespace, service }) => {
      service('web');
      Workload.of(chart, 'jobs', { namespace, serviceAccountName: 'web', createServiceAccount: false });
    })).toEqual([]);
  });
});

describe('a service that is a version of another', () => {
  function versions(ofService: AllowEntry[] | undefined, ofVersion: AllowEntry[] | undefined, ports = [WEB], mesh = Mesh.istioSidecar()) {
    const shop = shopOn(mesh);
    const [cart, next] = [shop.service('cart', ports), shop.service('next', ports)];
    new TrafficSplit(shop.chart, 'split', { service: cart, versions: [{ version: v1, weight: 90 }, { version: ServiceVersion.service('next', next), weight: 10 }] });
    if (ofService) shop.list(cart, ofService);
    if (ofVersion) shop.list(next, ofVersion);
    return shop;
  }
  const a: AllowEntry = { callers: [account('a')] };
  const b: AllowEntry = { callers: [account('b')] };
  const refusedFor = (shop: Shop) => findings(shop).map(f => f.message);

  it('has to let in whom the service lets in', () => {
    expect(findings(versions([a, b], [a]))).toEqual([{
      rule: 'version-callers', severity: 'error', path: 'shop/split',
      message: 'sends requests for "cart" on to "next", whose allow-list [shop/shop-list-1] does not let in account shop/b for all that "cart" lets it do; let the same callers in on both',
    }]);
    expect(() => versions([a, b], [a]).app.synthYaml()).toThrow(/\[shop\/split\].*let the same callers in on both/);
  });

  it('has to let in everybody if the service does', () => {
    expect(refusedFor(versions(undefined, [a]))).toEqual([expect.stringContaining('does not let in everybody, as "cart" does')]);
  });

  it.each<[string, AllowEntry[] | undefined, AllowEntry[] | undefined]>([
    ['without a list', [a], undefined], ['with the same list', [a, b], [b, a]], ['with a wider list', [a], [a, b]], ['with the namespace', [a], [{ callers: [Caller.namespace('shop')] }]],
    ['with any identity', [a, { callers: [Caller.namespace('x')] }], [{ callers: [Caller.anyMeshIdentity()] }]],
    ['with anyone', [a, { callers: [Caller.anyMeshIdentity(), Caller.ipRange('10.0.0.0/8')] }], [{ callers: [Caller.anyone()] }]],
    ['with nobody on both', [], []], ['with nobody for the service', [], [a]],
    ['with the same requests', [{ ...a, paths: ['/x'], methods: [HttpMethod.GET] }], [{ ...a, paths: ['/x'], methods: [HttpMethod.GET] }]], ['with more requests', [{ ...a, paths: ['/x'] }], [a]],
    ['with requests in two entries', [{ ...a, paths: ['/x', '/y'] }], [{ ...a, paths: ['/x'] }, { ...a, paths: ['/y'] }]],
  ])('%s is all right', (_name, ofService, ofVersion) => {
    expect(refusedFor(versions(ofService, ofVersion))).toEqual([]);
  });

  it.each<[string, AllowEntry[], AllowEntry[], string]>([
    ['nobody', [a], [], 'account shop/a'], ['an account for a namespace', [{ callers: [Caller.namespace('shop')] }], [a], 'namespace shop'],
    ['any identity for anyone', [{ callers: [Caller.anyone()] }], [{ callers: [Caller.anyMeshIdentity()] }], 'anyone'], ['any identity for a range', [{ callers: [Caller.ipRange('10.0.0.0/8')] }], [{ callers: [Caller.anyMeshIdentity()] }], 'ip 10.0.0.0/8'],
    ['another range', [{ callers: [Caller.ipRange('10.0.0.0/8')] }], [{ callers: [Caller.ipRange('10.0.0.0/8', { excluding: ['10.1.0.0/16'] })] }], 'ip 10.0.0.0/8'],
    ['fewer requests', [a], [{ ...a, paths: ['/x'] }], 'account shop/a'], ['other requests', [{ ...a, paths: ['/x'] }], [{ ...a, paths: ['/y'] }], 'account shop/a'],
    ['the requests of somebody else', [{ ...a, paths: ['/x'] }], [{ ...a, paths: ['/y'] }, { ...b, paths: ['/x'] }], 'account shop/a'],
  ])('with %s is not', (_name, ofService, ofVersion, who) => {
    expect(refusedFor(versions(ofService, ofVersion))).toEqual([expect.stringMatching(new RegExp(`does not let in ${who} +for all that "cart" lets it do`))]);
  });

  it('is looked at port by port, gRPC methods included', () => {
    const [get, all] = [[GrpcMethod.of('a.B', 'Get')], [GrpcMethod.of('a.B')]];
    expect(refusedFor(versions([{ ...a, grpcMethods: get }], [{ ...a, grpcMethods: get }], [GRPC]))).toEqual([]);
    expect(refusedFor(versions([{ ...a, grpcMethods: all }], [{ ...a, grpcMethods: get }], [GRPC]))).toHaveLength(1);
    expect(refusedFor(versions([a], [{ ...a, servicePorts: [80] }, { ...b, servicePorts: [7070] }], [WEB, GRPC]))).toHaveLength(1);
  });

  it('means the same on the plain Gateway API', () => {
    expect(refusedFor(versions([a, b], [a], [WEB], Mesh.gatewayApi()))).toHaveLength(1);
    expect(refusedFor(versions([a], [a, b], [WEB], Mesh.gatewayApi()))).toEqual([]);
  });
});
