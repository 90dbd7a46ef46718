import { join } from 'node:path';
import { ApiObject, App, Duration, JsonPatch } from 'cdk8s';
import {
  Caller, CanaryRelease, CircuitBreaker, Cluster, ContainerPort, Feature, GatewayApiChannel, GrpcMethod, GrpcStatus, HttpMatch, HttpMethod, LinkerdInboundPolicy, Mesh,
  FindingSeverity, MeshChecks, MeshDefaults, MeshNamespace, MeshReport, MeshService, MeshSimulator, MtlsMode, Probe, Protocol, RequestTimeout, Retries, RetryOn, RetryPolicy, ServiceAllowList, ServicePort, ServiceType, ServiceVersion,
  StrictMtlsNamespace, StringMatch, TrafficSplit, Waypoint, WhenUnsupported, Workload,
} from '../../src';
import { BAD } from '../support/refusals';
import { shopIn } from '../support/shop-in';

/** A shop with one of everything that arguments speak of. */
export function stocked(plane: string) {
  const shop = shopIn(Mesh.fromName(plane));
  // It is written hundreds of times, to see whether anything changed.
  MeshChecks.of(shop.app).disable();
  const { chart, namespace } = shop;
  const service = (name: string, port: ServicePort) => new MeshService(chart, name, { namespace, ports: [port], probes: [] });
  const cart = service('cart', ServicePort.http(80));
  const old = service('old', ServicePort.http(80));
  const rpc = service('rpc', ServicePort.grpc(7070));
  const outside = MeshService.fromAttributes(chart, 'outside', { name: 'outside', namespace, ports: [ServicePort.http(80)] });
  const pods = Workload.of(chart, 'pods', { namespace });
  const metadata = { namespace: 'shop' };
  const foreign = new ApiObject(chart, 'foreign', {
    apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: { app: 'pods' }, ports: [{ name: 'http', port: 80 }] },
  });
  const deployment = new ApiObject(chart, 'deployment', {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata,
    spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web' }] } } },
  });
  const strict = new StrictMtlsNamespace(chart, 'strict', { mesh: shop.namespace.mesh });
  const server = Workload.of(chart, 'server', { namespace: strict, ports: [ContainerPort.http('web', 80), ContainerPort.tcp('side', 9000)] });
  return { ...shop, cart, old, rpc, outside, pods, foreign, deployment, strict, server };
}

export type Stocked = ReturnType<typeof stocked>;

/** A call of the public API: good arguments, and what is done with them, up to the place where they are looked at. */
export interface Site {
  readonly name: string;
  readonly args: (s: Stocked) => unknown[];
  readonly call: (s: Stocked, args: any[]) => unknown;
  /** Whether it is refused, whatever the arguments. */
  readonly refused?: boolean;
}

const site = (name: string, args: Site['args'], call: Site['call']): Site => ({ name, args, call });
const v1 = ServiceVersion.labels('v1', { version: 'v1' });
const v2 = ServiceVersion.labels('v2', { version: 'v2' });
const second = Duration.seconds(1);

/** Linkerd closes pods that stand in no object of the App by their namespace only. */
const canClose = (s: Stocked) => s.namespace.mesh.meshName !== 'linkerd';

/** A value object of the API, used in a construct. */
const withMatch = (s: Stocked, match: any) => new CanaryRelease(s.chart, BAD, { service: s.cart, stable: v1, canary: v2, weight: 5, match: [match] });
const withVersion = (s: Stocked, canary: any) => new CanaryRelease(s.chart, BAD, { service: s.cart, stable: v1, canary, weight: 5 });
const withPort = (s: Stocked, port: any) => new MeshService(s.chart, BAD, { namespace: s.namespace, ports: [port] });
const withRetries = (s: Stocked, retries: any, service = s.cart) => new RetryPolicy(s.chart, BAD, { service, retries, whenUnsupported: WhenUnsupported.OMIT });
const withRetryOn = (s: Stocked, on: any, service = s.cart) => withRetries(s, Retries.of({ additional: 1, on: [on] }), service);
const withPods = (s: Stocked, props: object) => Workload.of(s.chart, BAD, { namespace: s.namespace, ...props });
const withCaller = (s: Stocked, caller: any) => new ServiceAllowList(s.chart, BAD, { service: s.cart, allow: [{ callers: [caller] }] });
const withMesh = (s: Stocked, mesh: any) => new MeshNamespace(s.chart, BAD, { mesh });

/** Constructors, and factories of constructs. */
export const CONSTRUCTS: readonly Site[] = [
  site('new MeshNamespace', s => [s.chart, BAD, { mesh: Mesh.linkerd(), name: 'other', labels: { team: 'a' }, mtls: MtlsMode.PERMISSIVE, defaultDeny: true }], (_, a) => new (MeshNamespace as any)(...a)),
  site('MeshNamespace.fromName', s => [s.chart, BAD, { mesh: Mesh.linkerd(), name: 'other' }], (_, a) => (MeshNamespace as any).fromName(...a)),
  site('new StrictMtlsNamespace', s => [s.chart, BAD, { mesh: Mesh.linkerd(), name: 'other', labels: { team: 'a' }, defaultDeny: true }], (_, a) => new (StrictMtlsNamespace as any)(...a)),
  { ...site('StrictMtlsNamespace.fromName', s => [s.chart, BAD, { mesh: Mesh.linkerd(), name: 'other' }], (_, a) => (StrictMtlsNamespace as any).fromName(...a)), refused: true },
  site('new MeshDefaults', s => [s.chart, BAD, {
    mesh: s.namespace.mesh.meshName === 'linkerd' ? Mesh.linkerd({ defaultInboundPolicy: LinkerdInboundPolicy.DENY }) : s.namespace.mesh,
    mtls: MtlsMode.STRICT, defaultDeny: true, exempt: ['edge'],
  }], (_, a) => new (MeshDefaults as any)(...a)),
  site('new ServiceAllowList', s => [s.chart, BAD, {
    service: s.cart, allowDeclaredCalls: true,
    allow: [{ callers: [Caller.service(s.old), Caller.anyMeshIdentity()], methods: [HttpMethod.GET], paths: ['/a/*'], servicePorts: [80], containerPorts: [80] }],
  }], (_, a) => new (ServiceAllowList as any)(...a)),
  site('new ServiceAllowList, of gRPC', s => [s.chart, BAD, { service: s.rpc, allow: [{ callers: [Caller.anyMeshIdentity()], grpcMethods: [GrpcMethod.of('a.B', 'C')] }] }],
    (_, a) => new (ServiceAllowList as any)(...a)),
  site('new MeshService', s => [s.chart, BAD, {
    namespace: s.namespace, ports: [ServicePort.http(80)], name: 'web', type: ServiceType.NODE_PORT, podLabels: { tier: 'front' }, serviceAccountName: 'web',
    createServiceAccount: true, containerPorts: [ContainerPort.tcp('side', 9000)], probes: [Probe.http(80, '/ok')], defaultDeny: canClose(s),
  }], (_, a) => new (MeshService as any)(...a)),
  site('new MeshService, second door', s => [s.chart, BAD, { namespace: s.namespace, ports: [ServicePort.http(80)], workload: s.pods }], (_, a) => new (MeshService as any)(...a)),
  site('MeshService.fromAttributes', s => [s.chart, BAD, {
    name: 'far', namespace: s.namespace, ports: [ServicePort.http(80)], podLabels: { app: 'far' }, serviceAccountName: 'far', labels: { a: 'b' }, annotations: { c: 'd e' }, probes: [Probe.tcp(80)],
  }], (_, a) => (MeshService as any).fromAttributes(...a)),
  site('MeshService.fromApiObject', s => [s.chart, BAD, { apiObject: s.foreign, namespace: s.namespace, workload: s.pods, ports: [ServicePort.http(80)] }],
    (_, a) => (MeshService as any).fromApiObject(...a)),
  site('Workload.of', s => [s.chart, BAD, {
    namespace: s.namespace, podLabels: { app: 'job' }, serviceAccountName: 'job', createServiceAccount: false, ports: [ContainerPort.http('web', 80)], probes: [Probe.tcp(80)], defaultDeny: canClose(s),
  }], (_, a) => (Workload as any).of(...a)),
  site('Workload.fromApiObject', s => [s.chart, BAD, {
    apiObject: s.deployment, otherVersions: [], name: 'web', namespace: s.namespace, ports: [ContainerPort.http('web', 80)], enrolled: true, defaultDeny: true,
  }], (_, a) => (Workload as any).fromApiObject(...a)),
  site('new CanaryRelease', s => [s.chart, BAD, {
    service: s.cart, stable: v1, canary: v2, weight: 10, match: [HttpMatch.pathPrefix('/a')], port: 80, whenUnsupported: WhenUnsupported.ERROR,
  }], (_, a) => new (CanaryRelease as any)(...a)),
  site('new TrafficSplit', s => [s.chart, BAD, {
    service: s.cart, versions: [{ version: v1, weight: 90 }, { version: v2, weight: 10, match: [HttpMatch.pathPrefix('/a')] }], port: 80, whenUnsupported: WhenUnsupported.OMIT,
  }], (_, a) => new (TrafficSplit as any)(...a)),
  site('new RequestTimeout', s => [s.chart, BAD, { service: s.cart, request: second, port: 80, whenUnsupported: WhenUnsupported.OMIT }], (_, a) => new (RequestTimeout as any)(...a)),
  site('new RetryPolicy', s => [s.chart, BAD, { service: s.cart, retries: Retries.none(), port: 80, whenUnsupported: WhenUnsupported.OMIT }], (_, a) => new (RetryPolicy as any)(...a)),
  site('new CircuitBreaker', s => [s.chart, BAD, {
    service: s.cart, whenUnsupported: WhenUnsupported.OMIT, limits: { maxConnections: 1, maxPendingRequests: 2, maxRequests: 3 },
    ejection: { consecutiveErrors: 5, interval: second, baseEjectionTime: second, maxEjectionPercent: 50 },
  }], (_, a) => new (CircuitBreaker as any)(...a)),
];

const methods: readonly Site[] = [
  site('Workload.calls', s => [s.cart, { ports: [80], methods: [HttpMethod.GET], paths: ['/a*'] }], (s, a) => (s.pods as any).calls(...a)),
  site('MeshService.calls', s => [s.rpc, { ports: [7070], grpcMethods: [GrpcMethod.of('a.B', 'C')] }], (s, a) => (s.cart as any).calls(...a)),
  { ...site('MeshService.calls, pods unknown', s => [s.rpc], (s, a) => (s.outside as any).calls(...a)), refused: true },
  site('MeshService.patch', () => ['Service', JsonPatch.add('/metadata/labels', { a: 'b' })], (s, a) => (s.cart as any).patch(...a)),
  site('MeshNamespace.patch', () => ['Namespace', JsonPatch.add('/metadata/annotations', { a: 'b' })], (s, a) => (s.namespace as any).patch(...a)),
  site('MeshNamespace.addMtlsException', s => [{ workload: s.server, containerPorts: [80, 9000], reason: 'asked from outside' }], (s, a) => (s.strict as any).addMtlsException(...a)),
  site('MeshService.resource', () => ['Service'], (s, a) => (s.cart as any).resource(...a)),
  site('Cluster.assign', () => [new App(), Cluster.of('east')], (_, a) => (Cluster as any).assign(...a)),
  site('MeshChecks.of', s => [s.chart], (_, a) => (MeshChecks as any).of(...a)),
  site('MeshChecks.accept', () => ['default-retries', 'meant so'], (s, a) => (MeshChecks.of(s.chart) as any).accept(...a)),
  site('MeshChecks.severity', () => ['default-retries', FindingSeverity.WARNING], (s, a) => (MeshChecks.of(s.chart) as any).severity(...a)),
  site('MeshReport.of', s => [s.chart], (_, a) => (MeshReport as any).of(...a)),
  site('MeshSimulator.fromApp', s => [s.chart, { cluster: 'experimental' }], (_, a) => (MeshSimulator as any).fromApp(...a)),
  site('MeshSimulator.fromYaml', () => [join(__dirname, 'nothing-but-a-namespace.yaml')], (_, a) => (MeshSimulator as any).fromYaml(...a)),
  site('MeshSimulator.fromFiles', () => [[join(__dirname, 'nothing-but-a-namespace.yaml')], { mesh: 'linkerd', clusterDomain: 'cluster.local' }], (_, a) => (MeshSimulator as any).fromFiles(...a)),
  site('Mesh.support', () => [Feature.RETRIES, { cluster: Cluster.of('east'), protocol: Protocol.GRPC }], (_, a) => (Mesh.linkerd() as any).support(...a)),
];
const values: readonly Site[] = [
  site('Mesh.istioSidecar', () => [{ version: '1.30', revision: 'canary' }], (s, a) => withMesh(s, (Mesh as any).istioSidecar(...a))),
  site('Mesh.istioAmbient', () => [{ version: '1.30', waypoint: Waypoint.perService() }], (s, a) => withMesh(s, (Mesh as any).istioAmbient(...a))),
  site('Mesh.linkerd', () => [{ version: '2.20', defaultInboundPolicy: LinkerdInboundPolicy.DENY, probeNetworks: ['10.1.0.0/16', 'fd00::/8'] }], (s, a) => withMesh(s, (Mesh as any).linkerd(...a))),
  site('Mesh.fromName', () => ['linkerd'], (s, a) => withMesh(s, (Mesh as any).fromName(...a))),
  site('Waypoint.perNamespace', () => [{
    name: 'gate', gatewayClassName: 'istio-waypoint', minReplicas: 2, maxReplicas: 3, minAvailable: 1, cpuRequest: '500m', memoryRequest: '64Mi', cpuLimit: '1', memoryLimit: '1Gi',
  }], (s, a) => withMesh(s, Mesh.istioAmbient({ waypoint: (Waypoint as any).perNamespace(...a) }))),
  site('Waypoint.perService', () => [{ minReplicas: 2 }], (s, a) => withMesh(s, Mesh.istioAmbient({ waypoint: (Waypoint as any).perService(...a) }))),
  site('Waypoint.existing', () => ['gate', { namespaceName: 'edge' }], (s, a) => withMesh(s, Mesh.istioAmbient({ waypoint: (Waypoint as any).existing(...a) }))),
  site('Cluster.of', () => ['east', {
    trustDomain: 'a.b', clusterDomain: 'c.d', rootNamespace: 'root', gatewayApiVersion: '1.5', gatewayApiChannel: GatewayApiChannel.EXPERIMENTAL,
  }], (_, a) => (Cluster as any).of(...a)),
  ...(['http', 'http2', 'grpc', 'https', 'tls', 'tcp'] as const).flatMap(protocol => [
    site(`ServicePort.${protocol}`, () => [81, { targetPort: 8080, name: 'web' }], (s, a) => withPort(s, (ServicePort as any)[protocol](...a))),
    site(`ContainerPort.${protocol}`, () => ['web', 81], (s, a) => withPods(s, { ports: [(ContainerPort as any)[protocol](...a)] })),
  ]),
  ...(['http', 'https'] as const).map(kind => site(`Probe.${kind}`, () => [80, '/ok'], (s, a) => withPods(s, { probes: [(Probe as any)[kind](...a)] }))),
  ...(['grpc', 'tcp'] as const).map(kind => site(`Probe.${kind}`, () => [80], (s, a) => withPods(s, { probes: [(Probe as any)[kind](...a)] }))),
  site('ServiceVersion.labels', () => ['v3', { version: 'v3' }], (s, a) => withVersion(s, (ServiceVersion as any).labels(...a))),
  site('ServiceVersion.service', s => ['v3', s.old], (s, a) => withVersion(s, (ServiceVersion as any).service(...a))),
  site('Caller.service', s => [s.old], (s, a) => withCaller(s, (Caller as any).service(...a))),
  site('Caller.workload', s => [s.pods], (s, a) => withCaller(s, (Caller as any).workload(...a))),
  site('Caller.serviceAccount', () => ['shop', 'pods'], (s, a) => withCaller(s, (Caller as any).serviceAccount(...a))),
  site('Caller.namespace', () => ['shop'], (s, a) => withCaller(s, (Caller as any).namespace(...a))),
  site('Caller.ipRange', () => ['10.1.0.0/16', { excluding: ['10.1.2.0/24'] }], (s, a) => withCaller(s, (Caller as any).ipRange(...a))),
  site('GrpcMethod.of', () => ['a.B', 'C'], (s, a) => s.cart.calls(s.rpc, { grpcMethods: [(GrpcMethod as any).of(...a)] })),
  ...(['exact', 'prefix', 'regex'] as const).map(kind => site(`StringMatch.${kind}`, () => ['a'], (s, a) => withMatch(s, HttpMatch.header('h', (StringMatch as any)[kind](...a))))),
  ...(['header', 'query'] as const).map(kind => site(`HttpMatch.${kind}`, () => ['h', StringMatch.exact('a')], (s, a) => withMatch(s, (HttpMatch as any)[kind](...a)))),
  ...(['pathExact', 'pathPrefix'] as const).map(kind => site(`HttpMatch.${kind}`, () => ['/a'], (s, a) => withMatch(s, (HttpMatch as any)[kind](...a)))),
  site('HttpMatch.pathRegex', () => ['/a.*'], (s, a) => withMatch(s, (HttpMatch as any).pathRegex(...a))),
  site('HttpMatch.method', () => [HttpMethod.GET], (s, a) => withMatch(s, (HttpMatch as any).method(...a))),
  site('HttpMatch.all', () => [HttpMatch.pathExact('/a'), HttpMatch.method(HttpMethod.GET)], (s, a) => withMatch(s, HttpMatch.all(...a))),
  site('Retries.of', () => [{ additional: 2, on: [RetryOn.SERVER_ERRORS], perTry: second }], (s, a) => withRetries(s, (Retries as any).of(...a))),
  site('RetryOn.status', () => [503], (s, a) => withRetryOn(s, (RetryOn as any).status(...a))),
  site('RetryOn.grpc', () => [GrpcStatus.UNAVAILABLE], (s, a) => withRetryOn(s, (RetryOn as any).grpc(...a), s.rpc)),
];

export const OTHERS: readonly Site[] = [...methods, ...values];
