import { ApiObject } from 'cdk8s';
import type { AllowEntry, ServiceAllowListProps } from '../../src';
import { Caller, ContainerPort, GrpcMethod, HttpMethod, Mesh, MeshService, ServiceAllowList, ServicePort, Workload } from '../../src';
import type { IMeshWorkload } from '../../src/world/mesh-workload';
import { portRules } from '../../src/model/port-rules';
import { BAD, refusal } from '../support/refusals';
import { shopOn } from './program';

const MESH = Mesh.istioSidecar();
const callers = [Caller.anyone()];
const PORTS = [ServicePort.http(80, { targetPort: 8080 }), ServicePort.grpc(7070), ServicePort.tcp(6379)];

function shop(ports = PORTS, mesh = MESH) {
  const base = shopOn(mesh);
  return { ...base, cart: base.service('cart', ports, { containerPorts: [ContainerPort.http('metrics', 9090)] }) };
}

function refused(base: ReturnType<typeof shop>, props: Omit<ServiceAllowListProps, 'service'> & { service?: MeshService }): string {
  const message = refusal(base, () => new ServiceAllowList(base.chart, BAD, { service: base.cart, ...props }));
  expect(base.cart.workload!._model.allowLists).toEqual([]);
  expect(message).toMatch(/^\[shop\/bad\] /);
  return message.slice('[shop/bad] '.length);
}
const entry = (more: Omit<AllowEntry, 'callers'>, ports?: ServicePort[]) => refused(shop(ports), { allow: [{ callers }, { callers, ...more }] });
/** What the lists of `cart` rule: container ports with callers and requests. */
const rulesOf = ({ cart }: ReturnType<typeof shop>) => portRules(cart.workload!._model)
  .map(({ port, rules }) => [port, rules.flatMap(r => r.requests.map(({ methods, path }) => `${methods.join(',')} ${path ? `${path.kind} ${path.value}` : ''}`.trim()))]);

describe('whom', () => {
  it('has to be said', () => {
    expect(refused(shop(), {})).toBe('neither `allow` nor `allowDeclaredCalls` is given; use `allow: []` to let nobody in');
    expect(refused(shop(), { allowDeclaredCalls: false })).toMatch(/^neither/);
  });

  it('has to be somebody in an entry', () => {
    expect(refused(shop(), { allow: [{ callers }, { callers: [] }] })).toBe('allow[1].callers is empty; an entry lets somebody in; use `allow: []` to let nobody in');
  });

  it('may be nobody, for all ports of the service', () => {
    const base = shop();
    new ServiceAllowList(base.chart, 'list', { service: base.cart, allow: [] });
    expect(rulesOf(base)).toEqual([[6379, []], [7070, []], [8080, []]]);
  });
});

it('the pods have to be known', () => {
  const base = shop();
  const service = MeshService.fromAttributes(base.chart, 'far', { name: 'far', namespace: base.namespace, ports: [ServicePort.http(80)] });
  expect(refused(base, { service, allow: [] })).toBe('the pods of "far" are not known; give podLabels and serviceAccountName to MeshService.fromAttributes');
});

describe('ports', () => {
  it.each<[string, Omit<AllowEntry, 'callers'>, string | RegExp]>([
    ['no port of the service', { servicePorts: [80, 8080] }, 'allow[1].servicePorts: 8080 is not a port of service "cart"; it has 80, 7070, 6379'],
    ['no port of the pods', { containerPorts: [9090, 9091] }, /^allow\[1\]\.containerPorts: 9091 is no port that workload "cart" is known to have \(9090, 8080, 7070, 6379\); declare it as a ContainerPort/],
    ['a Service port for a container port', { containerPorts: [80] }, /^allow\[1\]\.containerPorts: 80 is no port that workload "cart" is known to have/],
    ['0', { containerPorts: [0] }, 'allow[1].containerPorts[0] 0 must be a whole number from 1 to 65535'],
    ['65536', { containerPorts: [65536] }, 'allow[1].containerPorts[0] 65536 must be a whole number from 1 to 65535'],
    ['a fraction', { containerPorts: [80.5] }, 'allow[1].containerPorts[0] 80.5 must be a whole number from 1 to 65535'],
    ['an empty list of Service ports', { servicePorts: [] }, 'allow[1].servicePorts is empty; leave it out to mean all ports of the service'],
    ['an empty list of container ports', { containerPorts: [] }, 'allow[1].containerPorts is empty; leave it out to mean all ports of the service'],
  ])('%s', (_name, more, words) => {
    expect(entry(more)).toEqual(typeof words === 'string' ? words : expect.stringMatching(words));
  });

  it('that lead to a name which no container has', () => {
    const base = shop();
    const apiObject = new ApiObject(base.chart, 'svc', {
      apiVersion: 'v1', kind: 'Service', metadata: { name: 'named', namespace: 'shop' }, spec: { selector: { app: 'cart' }, ports: [{ name: 'http', port: 80, targetPort: 'web' }] },
    });
    const service = MeshService.fromApiObject(base.chart, 'named', { apiObject, namespace: base.namespace, workload: base.cart.workload! });
    expect(refused(base, { service, allow: [{ callers }] })).toBe('port 80 of service "named" leads to a named container port that is not known; declare it with `ports` of the workload, for example ContainerPort.http(name, number)');
  });

  it('of service and containers add up, each once', () => {
    const base = shop();
    new ServiceAllowList(base.chart, 'list', { service: base.cart, allow: [{ callers, servicePorts: [80, 80], containerPorts: [9090, 8080] }] });
    expect(base.cart.workload!._model.allowLists[0]).toMatchObject({ ports: [8080, 9090], entries: [{ ports: [8080, 9090] }] });
  });
});

describe('paths', () => {
  it.each([
    ['api', 'must start with "/"'], ['', 'must start with "/"'], ['api*', 'must start with "/"'],
    ['/a*b', 'may have one "*", as its first or last character'], ['/*/b', 'may have one "*", as its first or last character'], ['**', 'may have one "*", as its first or last character'],
    ['*/a*', 'may have one "*", as its first or last character'], ['/a/**', 'may have one "*", as its first or last character'],
    ['/a/../b', 'has a "." or ".." between slashes, which meshes may resolve before they compare; write the path that it leads to'],
    ['/a/.', 'has a "." or ".." between slashes'], ['*/..', 'has a "." or ".." between slashes'],
    ['/%61', 'has "%61", which meshes may decode before they compare; write "a"'], ['/a/%2e%2e/b', 'has "%2e", which meshes may decode before they compare; write "."'],
    ['/ö', 'has characters that no path has; write them as they are sent, %XX for each byte in UTF-8'], ['/a b', 'has characters that no path has'],
  ])('"%s" is refused', (text, words) => {
    expect(entry({ servicePorts: [80], paths: ['/ok', text] })).toContain(`allow[1].paths[1] "${text}" ${words}`);
  });

  it.each([['/a', 'exact /a'], ['/a/*', 'prefix /a/'], ['/a*', 'prefix /a'], ['*/a', 'suffix /a'], ['*.png', 'suffix .png'],
    ['/.well-known/*', 'prefix /.well-known/'], ['/a/.*', 'prefix /a/.'], ['/a..b', 'exact /a..b'], ['/%C3%B6', 'exact /%C3%B6']])('"%s" is %s', (text, means) => {
    const base = shop();
    new ServiceAllowList(base.chart, 'list', { service: base.cart, allow: [{ callers, servicePorts: [80], paths: [text] }] });
    expect(rulesOf(base)).toContainEqual([8080, [means]]);
  });

  it.each(['*', '/*'])('"%s" is any, and no condition', text => {
    const base = shop();
    new ServiceAllowList(base.chart, 'list', { service: base.cart, allow: [{ callers, servicePorts: [80], paths: ['/a', text] }] });
    expect(portRules(base.cart.workload!._model)).toMatchObject([{ port: 8080, rules: [{ requests: [] }] }]);
  });
});

describe('gRPC methods', () => {
  it.each([
    [GrpcMethod.of('Cart Service'), 'service "Cart Service" must be a full gRPC service name such as "hipstershop.CartService"'], [GrpcMethod.of('/a.B'), 'service "/a.B" must be a full'],
    [GrpcMethod.of(''), 'service "" must be a full'], [GrpcMethod.of('a.B', 'Get*'), 'method "Get*" must be a gRPC method name such as "GetCart"'], [GrpcMethod.of('a.B', ''), 'method "" must be'],
  ])('%# is refused', (method, words) => {
    expect(entry({ servicePorts: [7070], grpcMethods: [GrpcMethod.of('a.B'), method] })).toContain(`allow[1].grpcMethods[1]: ${words}`);
  });

  it('are paths: the whole service or one method', () => {
    const base = shop();
    new ServiceAllowList(base.chart, 'list', { service: base.cart, allow: [{ callers, grpcMethods: [GrpcMethod.of('a.B'), GrpcMethod.of('a.C', 'Get')] }] });
    expect(rulesOf(base)).toContainEqual([7070, ['exact /a.C/Get', 'prefix /a.B/']]);
  });
});

describe('requests on ports that do not show them', () => {
  const TCP = [ServicePort.tcp(6379), ServicePort.tls(6380)];
  it.each<[string, Omit<AllowEntry, 'callers'>, ServicePort[] | undefined, string]>([
    ['paths on a TCP port', { paths: ['/a'], servicePorts: [6379] }, undefined, 'allow[1]: methods and paths need ports that speak HTTP, and the entry is for 6379 (tcp); name ports that do with servicePorts, or leave methods and paths out'],
    ['methods on a TCP port beside an HTTP port', { methods: [HttpMethod.GET], servicePorts: [80, 6379] }, undefined, 'allow[1]: methods and paths need ports that speak HTTP, and the entry is for 6379 (tcp), 8080 (http)'],
    ['paths on a service without HTTP', { paths: ['/a'] }, TCP, 'allow[1]: methods and paths need ports that speak HTTP, and the entry is for 6379 (tcp), 6380 (tls)'],
    ['gRPC methods on an HTTP port', { grpcMethods: [GrpcMethod.of('a.B')], servicePorts: [80] }, undefined, 'allow[1]: grpcMethods need ports that speak gRPC, and the entry is for 8080 (http); name ports that do with servicePorts, or use methods and paths'],
    ['gRPC methods on a service without gRPC', { grpcMethods: [GrpcMethod.of('a.B')] }, TCP, 'allow[1]: grpcMethods need ports that speak gRPC, and the entry is for 6379 (tcp), 6380 (tls)'],
    ['methods without POST on a gRPC port', { methods: [HttpMethod.GET], servicePorts: [7070] }, undefined, 'allow[1]: methods leaves out POST, and every gRPC call is one, so nothing could be called on port 7070; use grpcMethods, or name other ports'],
    ['methods without POST on all ports, gRPC among them', { methods: [HttpMethod.GET] }, undefined, 'allow[1]: methods leaves out POST, and every gRPC call is one'],
    ['methods beside gRPC methods', { methods: [HttpMethod.POST], grpcMethods: [GrpcMethod.of('a.B')], servicePorts: [7070] }, undefined, 'allow[1] has methods or paths beside grpcMethods; make it two entries'],
    ['paths beside gRPC methods', { paths: ['/a'], grpcMethods: [GrpcMethod.of('a.B')], servicePorts: [7070] }, undefined, 'allow[1] has methods or paths beside grpcMethods; make it two entries'],
  ])('%s', (_name, more, ports, words) => {
    expect(entry(more, ports)).toContain(words);
  });

  it('an entry for all ports says nothing about those, and the list closes them', () => {
    const base = shop();
    new ServiceAllowList(base.chart, 'list', { service: base.cart, allow: [{ callers, paths: ['/a'] }] });
    expect(rulesOf(base)).toEqual([[6379, []], [7070, ['exact /a']], [8080, ['exact /a']]]);
  });
});

describe('what the data plane cannot do', () => {
  it.each<[string, Omit<AllowEntry, 'callers'>]>([['paths', { paths: ['/a'] }], ['methods', { methods: [HttpMethod.POST] }], ['gRPC methods', { grpcMethods: [GrpcMethod.of('a.B')] }]])('%s on the plain Gateway API', (_name, more) => {
    expect(refused(shop(PORTS, Mesh.gatewayApi()), { allow: [{ callers, ...more }] })).toMatch(/^gateway-api does not support allow-request: .*leave methods, paths and grpcMethods out, or use Istio or Linkerd$/);
  });

  it('any identity on the plain Gateway API', () => {
    expect(refused(shop(PORTS, Mesh.gatewayApi()), { allow: [{ callers: [Caller.anyMeshIdentity()] }] })).toMatch(/Caller\.anyMeshIdentity.*use Caller\.anyone\(\)/);
  });

  it('names the other list only if that one is at fault', () => {
    const base = shop(PORTS, Mesh.gatewayApi());
    new ServiceAllowList(base.chart, 'first', { service: base.cart, allow: [{ callers }] });
    const message = refusal(base, () => new ServiceAllowList(base.chart, BAD, { service: base.cart, allow: [{ callers: [Caller.anyMeshIdentity()] }] }));
    expect(message).toMatch(/^\[shop\/bad\] lets in whoever/);
    expect(base.cart.workload!._model.allowLists).toHaveLength(1);
  });
});

it('a foreign implementation of a workload has no model', () => {
  const base = shop();
  const foreign = { node: base.chart.node, workloadName: 'foreign' } as unknown as IMeshWorkload;
  expect(() => base.namespace.addMtlsException({ workload: foreign, containerPorts: [80], reason: 'x' })).toThrow('[shop/ns] addMtlsException: workload is an object; give a Workload; other implementations of IMeshWorkload have no model');
  expect(Workload.of(base.chart, 'ours', { namespace: base.namespace }).workloadName).toBe('ours');
});
