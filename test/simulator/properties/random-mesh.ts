import fc from 'fast-check';
import type { KubeBody } from '../../../src/manifest/manifest-object';
import { ManifestObject } from '../../../src/manifest/manifest-object';
import { ManifestSet } from '../../../src/manifest/manifest-set';
import type { SimulatedRequest } from '../../../src/simulator/request';
import { journeyOf } from '../../../src/simulator/simulate-set';

/** Small clusters on each data plane: two namespaces, three workloads with a Service each, routes and policies. */
export type Plane = 'istio-sidecar' | 'istio-ztunnel' | 'istio-waypoint' | 'linkerd' | 'gateway-api';
export const PLANES: readonly Plane[] = ['istio-sidecar', 'istio-ztunnel', 'istio-waypoint', 'linkerd', 'gateway-api'];
export const ISTIO = PLANES.filter(plane => plane.startsWith('istio'));

/** A policy as data: for whom, on which pods, for what. */
export interface PolicyRecipe {
  /** Index of the workload. */
  readonly on: number;
  /** Indexes of workloads that it speaks of; none: everybody. */
  readonly callers: readonly number[];
  readonly written: 'whole' | 'ending' | 'beginning' | 'namespace';
  readonly methods: readonly string[];
  readonly paths: readonly string[];
  readonly wide: boolean;
  /** Where there are waypoints: whether it is theirs, or else the pods'. */
  readonly atWaypoint: boolean;
}

export interface MeshRecipe {
  readonly strict: boolean;
  readonly allows: readonly PolicyRecipe[];
  readonly denies: readonly PolicyRecipe[];
  readonly routes: readonly RouteRecipe[];
}

export interface RouteRecipe {
  readonly on: number;
  /** Weights of the routes' backends, by workload; nothing: itself. */
  readonly weights: readonly (readonly [workload: number, weight: number])[];
  readonly path: string | undefined;
  readonly consumer: boolean;
}

export const WORKLOADS = [{ namespace: 'one', name: 'cart' }, { namespace: 'one', name: 'shop' }, { namespace: 'two', name: 'pay' }] as const;
const METHODS = ['GET', 'POST'];
const PATHS = ['/a', '/a/b', '/x'];

export const policies: fc.Arbitrary<PolicyRecipe> = fc.record({
  on: fc.nat(2), callers: fc.subarray([0, 1, 2]), written: fc.constantFrom('whole', 'whole', 'ending', 'beginning', 'namespace'), methods: fc.subarray(METHODS), paths: fc.subarray(PATHS), wide: fc.boolean(), atWaypoint: fc.boolean(),
});
const routes: fc.Arbitrary<RouteRecipe> = fc.record({
  on: fc.nat(2), path: fc.option(fc.constantFrom(...PATHS), { nil: undefined }), consumer: fc.boolean(),
  weights: fc.uniqueArray(fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 97 })), { maxLength: 3, selector: ([workload]) => workload }),
});
export const meshes: fc.Arbitrary<MeshRecipe> = fc.record({
  strict: fc.boolean(), allows: fc.array(policies, { maxLength: 3 }), denies: fc.array(policies, { maxLength: 2 }), routes: fc.array(routes, { maxLength: 3 }),
});

const WAYPOINT = 'waypoint';
const INJECTION: Readonly<Record<Plane, object>> = {
  'istio-sidecar': { labels: { 'istio-injection': 'enabled' } }, 'istio-ztunnel': { labels: { 'istio.io/dataplane-mode': 'ambient' } },
  'istio-waypoint': { labels: { 'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': WAYPOINT } },
  linkerd: { annotations: { 'linkerd.io/inject': 'enabled' } }, 'gateway-api': {},
};

export function objectsOf(plane: Plane, { strict, allows, denies, routes: routed }: MeshRecipe): KubeBody[] {
  return [
    ...['one', 'two'].map(name => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, ...INJECTION[plane] } })),
    ...(plane === 'istio-waypoint' ? ['one', 'two'].map(waypoint) : []),
    ...WORKLOADS.flatMap(({ namespace, name }) => workload(namespace, name)),
    ...(strict && plane.startsWith('istio') ? [{ apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name: 'default', namespace: 'istio-system' }, spec: { mtls: { mode: 'STRICT' } } }] : []),
    ...(plane === 'linkerd' ? WORKLOADS.map(({ namespace, name }) => server(namespace, name, strict)) : []),
    ...allows.flatMap((policy, index) => allowObjects(plane, policy, `allow-${index}`)),
    ...denies.flatMap((policy, index) => (plane.startsWith('istio') ? [authorizationPolicy(plane, policy, `deny-${index}`, 'DENY')] : [])),
    ...routed.map((route, index) => routeObject(plane, route, `route-${index}`)),
  ];
}

export function setOf(objects: readonly KubeBody[], plane: Plane): ManifestSet {
  return new ManifestSet(objects.map(body => new ManifestObject(body)), plane === 'gateway-api' ? { mesh: 'gateway-api' } : {});
}

/** Objects that let callers in; those of one kind on a data plane add up. */
export function allowObjects(plane: Plane, policy: PolicyRecipe, name: string): KubeBody[] {
  const { namespace, name: app } = WORKLOADS[policy.on]!;
  const callers = policy.callers.map(index => WORKLOADS[index]!);
  switch (plane) {
    case 'istio-sidecar': case 'istio-ztunnel': case 'istio-waypoint': return [authorizationPolicy(plane, policy, name, 'ALLOW')];
    case 'linkerd': return [
      { apiVersion: 'policy.linkerd.io/v1alpha1', kind: 'AuthorizationPolicy', metadata: { name, namespace }, spec: {
        targetRef: policy.wide ? { kind: 'Namespace', name: namespace } : { group: 'policy.linkerd.io', kind: 'Server', name: app },
        requiredAuthenticationRefs: [{ group: 'policy.linkerd.io', kind: 'MeshTLSAuthentication', name }],
      } },
      { apiVersion: 'policy.linkerd.io/v1alpha1', kind: 'MeshTLSAuthentication', metadata: { name, namespace }, spec: {
        ...(callers.length === 0 ? { identities: ['*'] } : { identityRefs: callers.map(caller => ({ kind: 'ServiceAccount', name: caller.name, namespace: caller.namespace })) }),
      } },
    ];
    case 'gateway-api': return [{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec: {
      podSelector: policy.wide ? {} : { matchLabels: { app } }, policyTypes: ['Ingress'],
      ingress: [callers.length === 0 ? {} : { from: callers.map(caller => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': caller.namespace } }, podSelector: { matchLabels: { app: caller.name } } })) }],
    } }];
  }
}

export function authorizationPolicy(plane: Plane, { on, callers, written, methods, paths, wide, atWaypoint }: PolicyRecipe, name: string, action: 'ALLOW' | 'DENY'): KubeBody {
  const { namespace, name: app } = WORKLOADS[on]!;
  const rule = {
    ...(callers.length > 0 && { from: [{ source: { principals: callers.map(index => principal(WORKLOADS[index]!, written)) } }] }),
    ...(methods.length + paths.length > 0 && { to: [{ operation: { ...(methods.length > 0 && { methods }), ...(paths.length > 0 && { paths }) } }] }),
  };
  const gateway = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: WAYPOINT };
  const where = plane === 'istio-waypoint' && atWaypoint ? { targetRefs: [wide ? gateway : { group: '', kind: 'Service', name: app }] } : !wide && { selector: { matchLabels: { app } } };
  return { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name, namespace }, spec: { action, ...where, rules: [rule] } };
}

function principal({ namespace, name }: { readonly namespace: string; readonly name: string }, written: PolicyRecipe['written']): string {
  switch (written) {
    case 'whole': return `cluster.local/ns/${namespace}/sa/${name}`;
    case 'ending': return `*/sa/${name}`;
    case 'beginning': return `cluster.local/ns/${namespace}/sa/${name.slice(0, 2)}*`;
    case 'namespace': return `cluster.local/ns/${namespace}/*`;
  }
}

function waypoint(namespace: string): KubeBody {
  return { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: WAYPOINT, namespace }, spec: {
    gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }],
  } };
}

function server(namespace: string, name: string, strict: boolean): KubeBody {
  return { apiVersion: 'policy.linkerd.io/v1beta3', kind: 'Server', metadata: { name, namespace }, spec: {
    podSelector: { matchLabels: { app: name } }, port: 8080, proxyProtocol: 'HTTP/1', accessPolicy: strict ? 'deny' : 'all-authenticated',
  } };
}

function workload(namespace: string, name: string): KubeBody[] {
  const labels = { app: name };
  return [
    { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 8080, appProtocol: 'http' }] } },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace }, spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: {
      serviceAccountName: name, containers: [{ name, image: name, ports: [{ containerPort: 8080 }] }],
    } } } },
  ];
}

function routeObject(plane: Plane, { on, weights, path, consumer }: RouteRecipe, name: string): KubeBody {
  const parent = WORKLOADS[on]!;
  const namespace = consumer ? (parent.namespace === 'one' ? 'two' : 'one') : parent.namespace;
  const backends = (weights.length > 0 ? weights : [[on, 1] as const]).map(([index, weight]) => ({ ...WORKLOADS[index]!, weight }));
  if (plane === 'istio-sidecar') {
    const host = (one: { readonly name: string; readonly namespace: string }): string => `${one.name}.${one.namespace}.svc.cluster.local`;
    return { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name, namespace }, spec: { hosts: [host(parent)], http: [
      { ...(path !== undefined && { match: [{ uri: { prefix: path } }] }), timeout: '3s', route: backends.map(one => ({ destination: { host: host(one), port: { number: 80 } }, weight: one.weight })) },
    ] } };
  }
  return { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name, namespace }, spec: {
    parentRefs: [{ group: '', kind: 'Service', name: parent.name, namespace: parent.namespace, port: 80 }],
    rules: [{
      matches: [{ path: { type: 'PathPrefix', value: path ?? '/' } }],
      backendRefs: backends.map(({ name: backend, namespace: home, weight }) => ({ group: '', kind: 'Service', name: backend, namespace: home, port: 80, weight })),
    }],
  } };
}

/** Everybody asks everybody for everything. */
export const REQUESTS: readonly SimulatedRequest[] = [...WORKLOADS, undefined].flatMap(from => WORKLOADS.flatMap(to => METHODS.flatMap(method => ['/', ...PATHS, '/a/c'].map((path): SimulatedRequest => ({
  from: from ? { namespace: from.namespace, serviceAccount: from.name, labels: { app: from.name } } : { ip: '203.0.113.7' },
  to: `http://${to.name}.${to.namespace}${path}`, method,
})))));

export function requestText({ from, method, to }: SimulatedRequest): string {
  return `${from.serviceAccount ?? 'outside'}: ${method ?? ''} ${to}`;
}

/** Which requests come through to some pods, and to which. */
export function arrivals(set: ManifestSet, requests = REQUESTS): string[] {
  return requests.flatMap(request => journeyOf(set, request).ends.flatMap(({ arrivals: each }) => each)
    .filter(({ admission }) => admission.kind === 'allowed').map(({ arrival: { workload: { id } } }) => `${requestText(request)} → ${id}`));
}
