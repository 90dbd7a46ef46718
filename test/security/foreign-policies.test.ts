import { ApiObject } from 'cdk8s';
import { Caller, Mesh, MtlsMode, Workload } from '../../src';
import { unchecked } from '../support/app';
import { account, shopOn } from './program';

const foreign = (s: ReturnType<typeof shopOn>, apiVersion: string, kind: string, spec: object, namespace = 'shop') =>
  unchecked(new ApiObject(s.chart, 'theirs', { apiVersion, kind, metadata: { name: 'theirs', namespace }, spec }));
const allow = (s: ReturnType<typeof shopOn>, spec: object, namespace = 'shop') => foreign(s, 'security.istio.io/v1', 'AuthorizationPolicy', spec, namespace);

function listed(mesh: Mesh, allowIdentity = true) {
  const s = shopOn(mesh);
  s.list(s.service('cart'), [{ callers: [allowIdentity ? account('a') : Caller.anyone()] }]);
  return s;
}

describe.each(['istio-sidecar', 'istio-ambient'])('on %s', name => {
  const mesh = Mesh.fromName(name);

  test.each<[string, object, string]>([
    ['of the namespace', { rules: [{}] }, 'shop'], ['of the pods', { selector: { matchLabels: { app: 'cart' } }, action: 'ALLOW', rules: [{ from: [] }] }, 'shop'],
    ['of the root namespace', { rules: [{}] }, 'istio-system'], ['of a label that the pods may have', { selector: { matchLabels: { version: 'v1' } }, rules: [{}] }, 'shop'],
  ])('an ALLOW %s that adds to a list is an error', (_, spec, namespace) => {
    const s = listed(mesh);
    allow(s, spec, namespace);
    expect(() => s.app.synthYaml()).toThrow(/\[shop\/theirs\] AuthorizationPolicy "theirs" lets others in to the pods of "cart" beside the callers of their lists/);
  });

  test.each<[string, object, string]>([
    ['denies', { action: 'DENY', rules: [{}] }, 'shop'], ['lets nobody in', {}, 'shop'], ['is for other pods', { selector: { matchLabels: { app: 'other' } }, rules: [{}] }, 'shop'],
    ['stands elsewhere', { rules: [{}] }, 'other'], ['is for a waypoint', { targetRefs: [{ kind: 'Service', name: 'cart' }], rules: [{}] }, 'shop'],
  ])('one that %s is left alone', (_, spec, namespace) => {
    const s = listed(mesh);
    allow(s, spec, namespace);
    expect(() => s.app.synthYaml()).not.toThrow();
  });

  test('one beside pods without rules is left alone', () => {
    const s = shopOn(mesh);
    s.service('cart');
    allow(s, { rules: [{}] });
    expect(() => s.app.synthYaml()).not.toThrow();
  });
});

test('a NetworkPolicy that adds to a list is an error', () => {
  const s = listed(Mesh.gatewayApi());
  foreign(s, 'networking.k8s.io/v1', 'NetworkPolicy', { podSelector: {}, ingress: [{}] });
  expect(() => s.app.synthYaml()).toThrow(/NetworkPolicy "theirs" lets others in to the pods of "cart"/);
});

test('one that lets nobody in, or is for other pods, is left alone', () => {
  for (const spec of [{ podSelector: {}, policyTypes: ['Ingress'] }, { podSelector: { matchLabels: { app: 'other' } }, ingress: [{}] }]) {
    const s = listed(Mesh.gatewayApi());
    foreign(s, 'networking.k8s.io/v1', 'NetworkPolicy', spec);
    expect(() => s.app.synthYaml()).not.toThrow();
  }
});

test('a Linkerd Server for the same pods and port is an error', () => {
  const s = listed(Mesh.linkerd());
  foreign(s, 'policy.linkerd.io/v1beta3', 'Server', { podSelector: { matchLabels: { app: 'cart' } }, port: 8080 });
  expect(() => s.app.synthYaml()).toThrow(/\[shop\/theirs\] Server "theirs" is for port 8080 of the pods of "cart" too/);
});

test('pods that stay out of the mesh of a closed namespace are said to be open', () => {
  const s = shopOn(Mesh.istioSidecar(), { mtls: MtlsMode.STRICT });
  const apiObject = new ApiObject(s.chart, 'd', {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'legacy', namespace: 'shop' },
    spec: { selector: { matchLabels: { app: 'legacy' } }, template: { metadata: { labels: { app: 'legacy' } }, spec: { containers: [{ name: 'main', image: 'legacy' }] } } },
  });
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  Workload.fromApiObject(s.chart, 'pods', { namespace: s.namespace, apiObject, enrolled: false });
  s.app.synthYaml();
  expect(write.mock.calls.flat().join('')).toMatch(/warning: \[shop\/pods\] the pods of "legacy" stay out of the mesh/);
  write.mockRestore();
});
