import type { ForeignManifest } from '../../../../src/model/data-plane';
import { foreignServerProblem } from '../../../../src/mesh/linkerd/foreign-inbound';
import { account, allow, exact, pods, resources, type PodOptions } from './rendered-pods';

const foreign = (kind: string, spec: object, apiVersion = 'policy.linkerd.io/v1beta3', namespace = 'shop'): ForeignManifest => ({ apiVersion, kind, metadata: { name: 'theirs', namespace }, spec });
const server = (port: number | string, podSelector: object, more: object = {}, namespace?: string) => foreign('Server', { port, podSelector, ...more }, undefined, namespace);
const ruled = (options?: PodOptions) => allow(pods(options), [[account('alice'), { kind: 'namespace', namespace: 'ops' }], [exact('/a')]], [[account('bob')]]);

describe('L8: an older Server of somebody else for the same pods and port replaces ours', () => {
  test.each([
    ['the same labels', server(8080, { matchLabels: { app: 'cart' } })],
    ['the name of the port', server('main', { matchLabels: { app: 'cart' } })],
    ['all pods', server(8080, {})],
    ['labels that some of the pods may have', server(8080, { matchLabels: { version: 'v2' } })],
    ['an expression', server(8080, { matchExpressions: [{ key: 'app', operator: 'In', values: ['cart', 'other'] }] })],
    ['what it lets in does not matter', server(8080, { matchLabels: { app: 'cart' } }, { accessPolicy: 'deny' })],
  ])('%s', (_, object) => {
    expect(foreignServerProblem(ruled(), object)).toMatch(/Server "theirs" is for port (8080|main) of the pods of "cart" too.*ServiceAllowList/);
  });

  test.each([
    ['other pods', server(8080, { matchLabels: { app: 'other' } })],
    ['an expression that leaves them out', server(8080, { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['cart'] }] })],
    ['another port', server(9090, { matchLabels: { app: 'cart' } })],
    ['the name of another port', server('admin', { matchLabels: { app: 'cart' } })],
    ['another namespace', server(8080, {}, {}, 'other')],
    ['workloads outside the cluster', foreign('Server', { port: 8080, externalWorkloadSelector: {} })],
    ['another kind of that name', foreign('Server', { port: 8080, podSelector: {} }, 'example.com/v1')],
  ])('not: %s', (_, object) => {
    expect(foreignServerProblem(ruled(), object)).toBeUndefined();
  });

  test('a name that is not known may be that of a port without one', () => {
    const nameless = ruled();
    nameless.ports = [{ ...nameless.ports[0]!, name: undefined as unknown as string }];
    expect(foreignServerProblem(nameless, server('web', {}))).toMatch(/is for port web/);
  });

  test.each<[PodOptions, string, RegExp | undefined]>([
    [{ mtls: 'strict' }, 'all-unauthenticated', /lets everybody in \(accessPolicy all-unauthenticated\) to port 9090.*addMtlsException/],
    [{ mtls: 'strict' }, 'all-authenticated', undefined],
    [{ mtls: 'strict' }, 'deny', undefined],
    [{ namespaceDenies: true }, 'all-authenticated', /nobody is to come in.*ServiceAllowList/],
    [{ namespaceDenies: true }, 'deny', undefined],
    [{}, 'all-unauthenticated', undefined],
  ])('on a port without a list, under %j, with accessPolicy %s', (options, accessPolicy, words) => {
    const found = foreignServerProblem(pods(options), server(9090, {}, { accessPolicy }));
    if (words) expect(found).toMatch(words);
    else expect(found).toBeUndefined();
  });
});

describe('L2: policies of somebody else add up with ours', () => {
  const policy = (kind: string, name: string, group = 'policy.linkerd.io') => foreign('AuthorizationPolicy', { targetRef: { group, kind, name }, requiredAuthenticationRefs: [] }, 'policy.linkerd.io/v1alpha1');
  const route = resources(ruled()).find(r => r.kind === 'HTTPRoute')!.metadata.name;

  test.each([
    ['our Server', policy('Server', 'cart-8080')],
    ['a route of ours', policy('HTTPRoute', route, 'gateway.networking.k8s.io')],
    ['the namespace', policy('Namespace', 'shop', '')],
    ['our Server, in old words', foreign('ServerAuthorization', { server: { name: 'cart-8080' }, client: { unauthenticated: true } }, 'policy.linkerd.io/v1beta1')],
    ['all Servers, in old words', foreign('ServerAuthorization', { server: { selector: {} }, client: { unauthenticated: true } }, 'policy.linkerd.io/v1beta1')],
  ])('for %s', (_, object) => {
    expect(foreignServerProblem(ruled(), object)).toMatch(/lets others in to the pods of "cart" beside the callers of their lists.*ServiceAllowList/);
  });

  test.each([
    ['another Server', ruled(), policy('Server', 'other-8080')],
    ['Servers with a label', ruled(), foreign('ServerAuthorization', { server: { selector: { matchLabels: { app: 'x' } } } }, 'policy.linkerd.io/v1beta1')],
    ['pods without a list', pods(), policy('Namespace', 'shop', '')],
    ['pods that stay out of the mesh', { ...ruled(), enrolled: false }, policy('Namespace', 'shop', '')],
  ])('not for %s', (_, workload, object) => {
    expect(foreignServerProblem(workload, object)).toBeUndefined();
  });
});

test('L3: a route of somebody else on our Server', () => {
  const route = (name: string, apiVersion: string) => foreign('HTTPRoute', { parentRefs: [{ group: 'policy.linkerd.io', kind: 'Server', name }] }, apiVersion);
  for (const version of ['gateway.networking.k8s.io/v1', 'policy.linkerd.io/v1beta3']) {
    expect(foreignServerProblem(ruled(), route('cart-8080', version))).toMatch(/is a route of Server "cart-8080"/);
    expect(foreignServerProblem(ruled(), route('other-8080', version))).toBeUndefined();
  }
  expect(foreignServerProblem(ruled(), foreign('HTTPRoute', { parentRefs: [{ group: '', kind: 'Service', name: 'cart-8080' }] }, 'gateway.networking.k8s.io/v1'))).toBeUndefined();
});
