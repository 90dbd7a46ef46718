import { gatewayApi } from '../../../../src/mesh/gateway-api/data-plane';
import { SupportLevel, Feature } from '../../../../src';
import { Protocol } from '../../../../src/model/protocol';
import type { AllowListModel, CallerModel, RequestPattern } from '../../../../src/model/security';
import { aCluster, aNamespace, anAccount, aPort, aService, aWorkload } from '../../../support/model';

const plane = gatewayApi();

function listOf(path: string, callers: readonly CallerModel[], requests: readonly RequestPattern[] = []): AllowListModel {
  return { path, ports: [8080], declaredCalls: false, entries: [{ path, callers, ports: [8080], requests }] };
}

const cart = (...allowLists: AllowListModel[]) => aWorkload(aNamespace(plane), 'cart', { allowLists, ports: [{ number: 8080, protocol: Protocol.HTTP }] });

it('any identity is refused in the list that names it', () => {
  const workload = cart(listOf('shop/one', [{ kind: 'anyone' }]), listOf('shop/two', [{ kind: 'any-identity' }]));
  expect(plane.workloadProblems(workload)).toEqual([{ id: 'no-identity', paths: ['shop/two'], message: expect.stringMatching(/Caller\.anyMeshIdentity.*use Caller\.anyone\(\).*Istio or Linkerd/) }]);
});

it('rules about requests are refused, once a port, with those who make them', () => {
  const namespace = aNamespace(plane);
  const service = aService(namespace, 'cart', { ports: [aPort(8080, Protocol.HTTP)] });
  service.workload!.allowLists.push({ path: 'shop/list', ports: [8080], entries: [], declaredCalls: true });
  expect(plane.workloadProblems(service.workload!)).toEqual([]);
  for (const name of ['web', 'batch']) {
    const call = { path: `shop/${name}`, callee: service, ports: [], methods: ['GET'], paths: [], grpcMethods: [] };
    service.callers.push({ workload: aWorkload(namespace, name), call });
  }
  expect(plane.workloadProblems(service.workload!)).toEqual([{
    id: 'unsupported-feature', paths: ['shop/list'],
    message: expect.stringMatching(/^container port 8080 of "cart": calls of shop\/batch, shop\/web are declared.*allow-request.*declare the calls without them/),
  }]);
});

it('callers whose pods nobody has declared are a matter for the end', () => {
  const cluster = aCluster();
  const unknown = anAccount(cluster, 'monitoring', 'prometheus');
  const workload = cart(listOf('shop/list', [{ kind: 'account', account: unknown }]));
  expect(plane.workloadProblems(workload)).toEqual([]);
  expect(plane.lateProblems(workload)).toEqual([{
    id: 'unknown-identity', paths: ['shop/list'],
    message: expect.stringMatching(/port 8080 of "cart": lets ServiceAccount monitoring\/prometheus in.*declare them with MeshService or Workload\.of, or .*Caller\.namespace/),
  }]);
  aWorkload(aNamespace(plane, { cluster, name: 'monitoring' }), 'prometheus', { account: unknown });
  expect(plane.lateProblems(workload)).toEqual([]);
});

it.each<[string, CallerModel]>([['a namespace', { kind: 'namespace', namespace: 'x' }], ['anyone', { kind: 'anyone' }], ['a range', { kind: 'ip-range', cidr: '10.0.0.0/8', except: [] }]])(
  '%s is no problem', (_name, caller) => {
    const workload = cart(listOf('shop/list', [caller]));
    expect([...plane.workloadProblems(workload), ...plane.lateProblems(workload)]).toEqual([]);
  });

describe('support', () => {
  const answers = (feature: Feature) => Object.values(Protocol).map(protocol => plane.support(feature, { cluster: aCluster(), protocol }));

  it.each([
    [Feature.MTLS_STRICT, /no mutual TLS.*use Istio or Linkerd/], [Feature.MTLS_PERMISSIVE, /plaintext as it is; leave `mtls` out/], [Feature.MTLS_EXCEPTION, /no port needs an exception/],
    [Feature.ALLOW_REQUEST, /no requests; leave methods, paths and grpcMethods out/],
  ])('%s is not there, whatever the port speaks', (feature, words) => {
    for (const answer of answers(feature)) expect(answer).toEqual({ level: SupportLevel.UNSUPPORTED, alternative: expect.stringMatching(words) });
  });

  it.each([
    [Feature.DEFAULT_DENY, /NetworkPolicy in each namespace that the App declares.*other namespaces stay.*network plugin.*own node.*probes/],
    [Feature.ALLOW_IDENTITY, /labels and namespace of their pods, and not by an identity.*endPort.*own node.*probes/], [Feature.ALLOW_IP_RANGE, /addresses of pods.*rewritten/],
  ])('%s is approximated, whatever the port speaks', (feature, words) => {
    for (const answer of answers(feature)) expect(answer).toEqual({ level: SupportLevel.APPROXIMATED, difference: expect.stringMatching(words) });
  });
});
