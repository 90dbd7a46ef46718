import { App, Chart, Duration } from 'cdk8s';
import {
  Caller, CanaryRelease, CircuitBreaker, Cluster, Feature, GrpcMethod, HttpMatch, Mesh, MeshDefaults, MeshNamespace, MeshReport, MeshService, RequestTimeout, Retries,
  RetryOn, RetryPolicy, ServiceAllowList, ServicePort, ServiceVersion, StrictMtlsNamespace, StringMatch, TrafficSplit, Workload,
} from '../../src';
import { find, manifests, MESHES, shop, v1, v2 } from '../support/app';
import { meaningOf } from '../support/meaning';
import { quiet } from '../support/quiet';
import { BAD, refusal } from '../support/refusals';

quiet();

/** What a program without types is told. */
function said(make: (s: any) => unknown): string {
  const s = shop();
  const cart = s.service('cart', ServicePort.http(80));
  const rpc = s.service('rpc', ServicePort.grpc(7070));
  const api = {
    CanaryRelease, CircuitBreaker, MeshDefaults, MeshNamespace, MeshService, RequestTimeout, RetryPolicy, ServiceAllowList, StrictMtlsNamespace, TrafficSplit, Workload,
  };
  return refusal(s, () => make({ ...s, cart, rpc, api }));
}

describe('what is missing, or of another class, is named', () => {
  test.each<[string, (s: any) => unknown, string]>([
    ['no props', s => new s.api.RetryPolicy(s.chart, BAD), '[shop/bad] props is missing; give { service, retries }'],
    ['no service', s => new s.api.RetryPolicy(s.chart, BAD, { retries: Retries.none() }), '[shop/bad] service is missing; give a MeshService'],
    ['a namespace for a service', s => new s.api.CanaryRelease(s.chart, BAD, { service: s.namespace, stable: v1, canary: v2, weight: 1 }), '[shop/bad] service is a MeshNamespace; give a MeshService'],
    ['a name for a service', s => new s.api.RequestTimeout(s.chart, BAD, { service: 'cart', request: Duration.seconds(1) }), '[shop/bad] service is "cart"; give a MeshService'],
    ['a number for a duration', s => new s.api.RequestTimeout(s.chart, BAD, { service: s.cart, request: 5 }), '[shop/bad] request is 5; give a Duration of cdk8s, for example Duration.seconds(5)'],
    ['no duration', s => new s.api.CircuitBreaker(s.chart, BAD, { service: s.cart, ejection: { consecutiveErrors: 1, interval: 0 } }),
      '[shop/bad] ejection.interval is 0; give a Duration of cdk8s, for example Duration.seconds(5)'],
    ['no limits', s => new s.api.CircuitBreaker(s.chart, BAD, { service: s.cart, limits: '' }), '[shop/bad] limits is ""; give an object with its properties'],
    ['no stable version', s => new s.api.CanaryRelease(s.chart, BAD, { service: s.cart, canary: v2, weight: 1 }), '[shop/bad] stable is missing; give a ServiceVersion'],
    ['no versions', s => new s.api.TrafficSplit(s.chart, BAD, { service: s.cart }), '[shop/bad] versions is missing; give a list of versions with their weights'],
    ['a version alone', s => new s.api.TrafficSplit(s.chart, BAD, { service: s.cart, versions: [v1] }), '[shop/bad] versions[0] is a ServiceVersion; give { version, weight }'],
    ['no namespace', s => new s.api.MeshService(s.chart, BAD, { ports: [ServicePort.http(80)] }), '[shop/bad] namespace is missing; give a MeshNamespace'],
    ['no ports', s => new s.api.MeshService(s.chart, BAD, { namespace: s.namespace }), '[shop/bad] ports is missing; give a list of ServicePorts, for example [ServicePort.http(80)]'],
    ['numbers for ports', s => new s.api.MeshService(s.chart, BAD, { namespace: s.namespace, ports: [80] }), '[shop/bad] ports[0] is 80; give a ServicePort'],
    ['a gap in the ports', s => new s.api.MeshService(s.chart, BAD, { namespace: s.namespace, ports: new Array(1) }), '[shop/bad] ports[0] is missing; give a ServicePort'],
    ['no mesh', s => new s.api.MeshNamespace(s.chart, BAD), '[shop/bad] props is missing; give { mesh }'],
    ['a name for a mesh', s => new s.api.MeshNamespace(s.chart, BAD, { mesh: 'linkerd' }), '[shop/bad] mesh is "linkerd"; give a Mesh, for example Mesh.istioAmbient()'],
    ['no object', s => s.api.Workload.fromApiObject(s.chart, BAD, { namespace: s.namespace }), '[shop/bad] apiObject is missing; give an ApiObject of cdk8s'],
    ['a class of objects', s => s.api.MeshService.fromApiObject(s.chart, BAD, { namespace: s.namespace, apiObject: { kind: 'Service' }, workload: s.cart.workload }),
      '[shop/bad] apiObject is an object; give an ApiObject of cdk8s'],
    ['no scope', s => new s.api.RetryPolicy(undefined, BAD, { service: s.cart, retries: Retries.none() }), '[RetryPolicy bad] scope is missing; give the Chart, or another construct, that it stands in'],
    ['an App for a scope', s => new s.api.MeshNamespace(s.app, BAD, { mesh: Mesh.linkerd() }), '[MeshNamespace] scope stands in no Chart, and objects are written by charts; give a Chart, or a construct inside one'],
    ['no id', s => new s.api.RetryPolicy(s.chart, undefined, { service: s.cart, retries: Retries.none() }), '[shop/RetryPolicy] id is missing; give a text that no other construct of the scope has'],
    ['an id of all objects', s => new s.api.RetryPolicy(s.chart, '__proto__', { service: s.cart, retries: Retries.none() }), '[shop/RetryPolicy] id "__proto__" cannot be used in a construct tree; give another'],
    ['no target', s => s.cart.calls(), '[shop/cart/workload] calls: target is missing; give a MeshService'],
    ...['ports', 'methods', 'paths', 'grpcMethods'].map((what): [string, (s: any) => unknown, string] => [
      `no ${what}`, s => s.cart.calls(s.rpc, { [what]: [] }), `[shop/cart/workload] calls(shop/rpc): ${what} is empty; leave it out to mean all`]),
    ['a name for a gRPC method', s => s.cart.calls(s.rpc, { grpcMethods: ['a.B/C'] }), '[shop/cart/workload] calls(shop/rpc): grpcMethods[0] is "a.B/C"; give a GrpcMethod'],
    ['a container port without number', s => new s.api.MeshService(s.chart, BAD, { namespace: s.namespace, ports: [ServicePort.http(80)], containerPorts: [8080] }),
      '[shop/bad/workload] containerPorts[0] is 8080; give a ContainerPort'],
  ])('%s', (_, make, message) => expect(said(make)).toBe(message));
});

describe('what zero trust is told of', () => {
  const allow = (...list: unknown[]) => (s: any) => new s.api.ServiceAllowList(s.chart, BAD, { service: s.cart, allow: list });
  const entry = (more: object) => allow({ callers: [Caller.anyMeshIdentity()], ...more });
  const caller = (one: unknown) => allow({ callers: [one] });

  test.each<[string, (s: any) => unknown, string | RegExp]>([
    ['no props', s => new s.api.ServiceAllowList(s.chart, BAD), '[shop/bad] props is missing; give { service, allow }'],
    ['no scope', s => new s.api.ServiceAllowList(undefined, BAD, {}), '[ServiceAllowList bad] scope is missing; give the Chart, or another construct, that it stands in'],
    ['one entry for a list', s => new s.api.ServiceAllowList(s.chart, BAD, { service: s.cart, allow: { callers: [] } }), '[shop/bad] allow is an object; give a list of entries'],
    ['a text for a wish', s => new s.api.ServiceAllowList(s.chart, BAD, { service: s.cart, allowDeclaredCalls: 'false' }), '[shop/bad] allowDeclaredCalls is "false"; give true or false'],
    ...['methods', 'paths', 'grpcMethods'].map((what): [string, (s: any) => unknown, string] => [
      `no ${what}`, entry({ [what]: [] }), `[shop/bad] allow[0].${what} is empty; leave it out to mean all`]),
    ['a caller for an entry', allow(Caller.anyone()), '[shop/bad] allow[0] is a Caller; give { callers }'],
    ['no callers', allow({}), '[shop/bad] allow[0].callers is missing; give a list of Callers'],
    ['no entry', allow(null), '[shop/bad] allow[0] is missing; give { callers }'],
    ['a service for a caller', s => caller(s.cart)(s), '[shop/bad] allow[0].callers[0] is a MeshService; give a Caller'],
    ['a caller of no service', caller(Caller.service(undefined as any)), '[shop/bad] allow[0].callers[0]: service is missing; give a MeshService'],
    ['a service for a workload', s => caller(Caller.workload(s.cart))(s), '[shop/bad] allow[0].callers[0]: workload is a MeshService; give a Workload'],
    ['a service of another App', caller(Caller.service(shop().service('far', ServicePort.http(80)))), '[shop/bad] allow[0].callers[0]: "far" belongs to another App; declare both in one'],
    ['a list for another App', s => new s.api.ServiceAllowList(s.chart, BAD, { service: shop().service('far', ServicePort.http(80)), allow: [] }), '[shop/bad] service "far" belongs to another App; declare both in one'],
    ['a namespace for its name', s => caller(Caller.namespace(s.namespace))(s), '[shop/bad] allow[0].callers[0]: namespace is a MeshNamespace; give a text'],
    ['no range', caller(Caller.ipRange(null as any)), '[shop/bad] allow[0].callers[0]: range is missing; give a text'],
    ['a text for excluded ranges', caller(Caller.ipRange('10.0.0.0/8', { excluding: '10.1.0.0/16' as any })), '[shop/bad] allow[0].callers[0]: excluding is "10.1.0.0/16"; give a list of ranges'],
    ['methods in lower case', entry({ methods: ['get'] }), /^\[shop\/bad\] allow\[0\]\.methods\[0\] is "get"; give one of HttpMethod\.GET, /],
    ['a port in text', entry({ servicePorts: ['80'] }), '[shop/bad] allow[0].servicePorts[0] is "80"; give a whole number from 1 to 65535'],
    ['no id', s => new s.api.StrictMtlsNamespace(s.chart, undefined, { mesh: Mesh.linkerd() }), '[shop/StrictMtlsNamespace] id is missing; give a text that no other construct of the scope has'],
    ['no strict props', s => new s.api.StrictMtlsNamespace(s.chart, BAD), '[shop/bad] props is missing; give { mesh }'],
    ['an unknown mode', s => new s.api.MeshDefaults(s.chart, BAD, { mesh: Mesh.istioAmbient(), mtls: 'STRICT' }), '[shop/bad] mtls is "STRICT"; give one of MtlsMode.STRICT, MtlsMode.PERMISSIVE'],
    ['one name for a list', s => new s.api.MeshDefaults(s.chart, BAD, { mesh: Mesh.istioAmbient(), defaultDeny: true, exempt: 'edge' }), '[shop/bad] exempt is "edge"; give a list of names of namespaces'],
    ['an exception for nobody', s => s.namespace.addMtlsException(), '[shop/ns] addMtlsException: options is missing; give { workload, containerPorts, reason }'],
    ['an exception for a name', s => s.namespace.addMtlsException({ workload: 'cart', containerPorts: [80], reason: 'r' }), '[shop/ns] addMtlsException: workload is "cart"; give a Workload; other implementations of IMeshWorkload have no model'],
    ['an exception for a service', s => s.namespace.addMtlsException({ workload: s.cart, containerPorts: [80], reason: 'r' }), /^\[shop\/ns\] addMtlsException: workload is a MeshService; give a Workload; /],
    ['an exception without reason', s => s.namespace.addMtlsException({ workload: s.cart.workload, containerPorts: [80] }), '[shop/ns] addMtlsException: reason is missing; give a text'],
    ['an unknown inbound policy', () => Mesh.linkerd({ defaultInboundPolicy: 'open' as any }), /^\[Mesh\.linkerd\] defaultInboundPolicy is "open"; give one of LinkerdInboundPolicy\./],
    ['one network for a list', () => Mesh.linkerd({ probeNetworks: '10.0.0.0/8' as any }), '[Mesh.linkerd] probeNetworks is "10.0.0.0/8"; give a list of ranges of addresses'],
    ['a network that is none', () => Mesh.linkerd({ probeNetworks: ['10.0.0.0/8', '999.0.0.0/8'] }), /^\[Mesh\.linkerd\] probeNetworks\[1\]: "999\.0\.0\.0\/8" must be an address and a prefix length, /],
    ['a network with more bits', () => Mesh.linkerd({ probeNetworks: ['10.1.2.3/8'] }), '[Mesh.linkerd] probeNetworks[0]: "10.1.2.3/8" has bits beyond its prefix length; write "10.0.0.0/8"'],
  ])('%s', (_, make, message) => expect(said(make)).toEqual(typeof message === 'string' ? message : expect.stringMatching(message)));

  test('null is as good as left out', () => {
    const s = shop();
    const service = new MeshService(s.chart, 'cart', { namespace: s.namespace, ports: [ServicePort.http(80)], probes: [] });
    const nothing: any = null;
    const list = { callers: [Caller.ipRange('10.0.0.0/8', nothing)], methods: nothing, paths: nothing, grpcMethods: nothing, servicePorts: nothing, containerPorts: nothing };
    new ServiceAllowList(s.chart, 'list', { service, allow: [list], allowDeclaredCalls: nothing });
    new MeshDefaults(s.chart, 'defaults', { mesh: s.namespace.mesh, mtls: nothing, defaultDeny: true, exempt: nothing });
    expect(Mesh.linkerd(nothing)._equals(Mesh.linkerd({ defaultInboundPolicy: nothing, probeNetworks: nothing }))).toBe(true);
    expect(manifests(s.app).filter(o => o.kind === 'AuthorizationPolicy').length).toBeGreaterThan(0);
  });
});

describe('what would be taken otherwise than it is meant', () => {
  const match = (one: unknown) => (s: any) => new s.api.CanaryRelease(s.chart, BAD, { service: s.cart, stable: v1, canary: v2, weight: 1, match: [one] });
  const labels = (podLabels: unknown) => (s: any) => new s.api.MeshService(s.chart, BAD, { namespace: s.namespace, ports: [ServicePort.http(80)], podLabels });
  const retries = (on: unknown) => (s: any) => new s.api.RetryPolicy(s.chart, BAD, { service: s.rpc, retries: Retries.of({ additional: 1, on: [on as RetryOn] }) });

  test.each<[string, (s: any) => unknown, string | RegExp]>([
    ['Retries.of of nothing is not Retries.none', () => Retries.of(undefined as any), '[Retries.of] options is missing; give { additional, on }'],
    ['an unknown gRPC status', retries(RetryOn.grpc('unknown' as any)), /^\[shop\/bad\] retries\.on\[0\]: status is "unknown"; give one of GrpcStatus\.CANCELLED, GrpcStatus\./],
    ['a status in text', retries(RetryOn.status('503' as any)), '[shop/bad] retries.on[0]: status is "503"; give a whole number from 400 to 599'],
    ['no method is not every method', match(HttpMatch.method(undefined as any)), /^\[shop\/bad\] canary\.match\[0\]: method is missing; give one of HttpMethod\.GET, /],
    ['an unknown method', match(HttpMatch.method('FETCH' as any)), /^\[shop\/bad\] canary\.match\[0\]: method is "FETCH"; give one of HttpMethod\.GET, /],
    ['a number for a value', match(HttpMatch.header('x', StringMatch.exact(1 as any))), '[shop/bad] canary.match[0]: header "x": value is 1; give a text'],
    ['a text for a StringMatch', match(HttpMatch.header('x', '1' as any)), '[shop/bad] canary.match[0]: header "x": value is "1"; give a StringMatch'],
    ['an expression of JavaScript', match(HttpMatch.pathRegex(/a/ as any)), '[shop/bad] canary.match[0]: path is a RegExp; give a text'],
    ['a header that objects lose', match(HttpMatch.header('__proto__', StringMatch.exact('1'))), /header "__proto__" is a name that does not survive in objects of JavaScript; use another$/],
    ['a parameter that objects lose', match(HttpMatch.query('__proto__', StringMatch.exact('1'))), /query "__proto__" is a name that does not survive/],
    ['a list in HttpMatch.all', () => HttpMatch.all([HttpMatch.pathExact('/a')] as any), '[HttpMatch.all] matches[0] is a list; give an HttpMatch'],
    ['numbers in labels', labels({ tier: 1 }), '[shop/bad/workload] podLabels: value 1 of "tier" is no text; give a text, a number in quotes'],
    ['a list of labels', labels(['app']), '[shop/bad/workload] podLabels is a list; give an object of texts'],
    ['a label that objects lose', labels({ ['__proto__']: 'x' }), /^\[shop\/bad\/workload\] podLabels: key "__proto__" must be a name/],
    ['an annotation without a key', s => s.api.MeshService.fromAttributes(s.chart, BAD, { name: 'far', namespace: s.namespace, ports: [ServicePort.http(80)], annotations: { 'a b': 'c' } }),
      /^\[shop\/bad\] annotations: key "a b" must be a name/],
    ['an unknown type', s => new s.api.MeshService(s.chart, BAD, { namespace: s.namespace, ports: [ServicePort.http(80)], type: 'ExternalName' }),
      '[shop/bad] type is "ExternalName"; give one of ServiceType.CLUSTER_IP, ServiceType.NODE_PORT, ServiceType.LOAD_BALANCER'],
    ['an unknown wish', s => new s.api.RequestTimeout(s.chart, BAD, { service: s.cart, request: Duration.seconds(1), whenUnsupported: 'OMIT' }),
      '[shop/bad] whenUnsupported is "OMIT"; give one of WhenUnsupported.ERROR, WhenUnsupported.OMIT'],
    ['methods in lower case', s => s.cart.calls(s.cart, { methods: ['get'] }), /^\[shop\/cart\/workload\] calls\(shop\/cart\): methods\[0\] is "get"; give one of HttpMethod\.GET, /],
    ['a gRPC method of nothing', s => s.cart.calls(s.rpc, { grpcMethods: [GrpcMethod.of(null as any)] }), '[shop/cart/workload] calls(shop/rpc): grpcMethods[0]: service is missing; give a text'],
    ['a version of no service', s => new s.api.CanaryRelease(s.chart, BAD, { service: s.cart, stable: v1, canary: ServiceVersion.service('v2', undefined as any), weight: 1 }),
      '[shop/bad] canary "v2": service is missing; give a MeshService'],
    ['a waypoint of another class', () => Mesh.istioAmbient({ waypoint: { _model: { kind: 'per-service' } } as any }), '[Mesh.istioAmbient] waypoint is an object; give a Waypoint'],
    ['a waypoint for options', () => Mesh.istioAmbient(Mesh.linkerd() as any), '[Mesh.istioAmbient] options is a Mesh; give an object with its properties'],
    ['an unknown feature', () => Mesh.linkerd().support('teleport' as Feature), /^\[Mesh\.support\] feature is "teleport"; give one of Feature\.ENROLMENT, /],
    ['an unknown protocol', () => Mesh.linkerd().support(Feature.RETRIES, { protocol: 'quic' as any }), /^\[Mesh\.support\] protocol is "quic"; give one of Protocol\.HTTP, /],
    ['an unknown channel', () => Cluster.of('east', { gatewayApiChannel: 'beta' as any }), '[Cluster east] gatewayApiChannel is "beta"; give one of GatewayApiChannel.STANDARD, GatewayApiChannel.EXPERIMENTAL'],
    ['a folder that is none', s => MeshReport.of(s.app).save(undefined as any), '[MeshReport.save] folder is missing; give the path of a folder'],
  ])('%s', (_, make, message) => expect(said(make)).toEqual(typeof message === 'string' ? message : expect.stringMatching(message)));
});

test('what no check foresaw is an error of the arguments too, and the id is free again', () => {
  const s = shop();
  const props = { get service(): MeshService { throw new TypeError('out of reach'); }, retries: Retries.none() };
  let error: any;
  expect(refusal(s, () => {
    try {
      new RetryPolicy(s.chart, BAD, props);
    } catch (e) {
      error = e;
      throw e;
    }
  })).toBe('[shop/bad] RetryPolicy cannot be made of what it was given (TypeError: out of reach); give every property a value of the type that it is documented with');
  expect(error).toMatchObject({ name: 'MeshError', id: 'invalid-argument', path: 'shop/bad', cause: new TypeError('out of reach') });
});

test('a namespace that is refused leaves its id free', () => {
  const chart = new Chart(new App(), 'shop');
  expect(() => new MeshNamespace(chart, 'x', undefined as any)).toThrow('[shop/x] props is missing');
  expect(new MeshNamespace(chart, 'x', { mesh: Mesh.linkerd() }).namespaceName).toBe('x');
});

describe.each(MESHES)('names that every object of JavaScript has are names like others on %s', plane => {
  test.each(['constructor', 'toString'])('%s', key => {
    const s = shop(Mesh.fromName(plane));
    const service = new MeshService(s.chart, 'cart', { namespace: s.namespace, ports: [ServicePort.http(80)], podLabels: { app: 'cart', valueOf: 'x' } });
    const version = (name: string) => ServiceVersion.labels(name, { version: name, [key]: name });
    new CanaryRelease(s.chart, 'canary', { service, stable: version('v1'), canary: version('v2'), weight: 0, match: [HttpMatch.header(key, StringMatch.exact('1'))] });
    const written = manifests(s.app);
    expect(find(written, 'Service', 'cart').spec.selector).toEqual({ app: 'cart', valueOf: 'x' });
    expect(meaningOf(plane, written)).toContain(`port 80: header ${key.toLowerCase()} = 1 → v2`);
    expect(JSON.stringify(written)).toContain(`"${key}":"v2"`);
  });
});
