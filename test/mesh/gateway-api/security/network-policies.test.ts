import { gatewayApi } from '../../../../src/mesh/gateway-api/data-plane';
import type { WorkloadModel } from '../../../../src/model/model';
import type { AllowListModel, CallerModel } from '../../../../src/model/security';
import { aNamespace, anAccount, aWorkload } from '../../../support/model';

const plane = gatewayApi();
const named = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });
const pods = (namespace: string, app: string) => ({ namespaceSelector: named(namespace), podSelector: { matchLabels: { app } } });
const rest = (...tcp: object[]) => ({ ports: [...tcp.map(p => ({ protocol: 'TCP', ...p })), { protocol: 'UDP' }, { protocol: 'SCTP' }] });

function listOf(callers: readonly CallerModel[], ports: readonly number[] = [8080]): AllowListModel {
  return { path: 'shop/list', ports, declaredCalls: false, entries: callers.length > 0 ? [{ path: 'shop/list', callers, ports, requests: [] }] : [] };
}

/** `cart` with lists, beside `frontend`. */
function shop(lists: (frontend: WorkloadModel) => AllowListModel[], overrides: Partial<WorkloadModel> = {}, namespaceDeny = false) {
  const namespace = aNamespace(plane, { defaultDeny: namespaceDeny });
  const frontend = aWorkload(namespace, 'frontend');
  const cart = aWorkload(namespace, 'cart', { allowLists: lists(frontend), ...overrides });
  return { namespace, frontend, cart, policies: plane.workload(cart).resources };
}

const account = (workload: WorkloadModel): CallerModel => ({ kind: 'account', account: workload.account });
const specOf = (lists: (frontend: WorkloadModel) => AllowListModel[], overrides: Partial<WorkloadModel> = {}, namespaceDeny = false) =>
  shop(lists, overrides, namespaceDeny).policies[0]!.body['spec'] as { podSelector: object; policyTypes: string[]; ingress?: object[] };

it('without a list and without default deny there is nothing', () => {
  const { namespace, frontend } = shop(() => []);
  expect(plane.workload(frontend).resources).toEqual([]);
  expect(plane.namespace(namespace).resources).toEqual([]);
  expect(plane.meshWide(namespace.meshWide)).toEqual([]);
});

it('all lists of a workload are one policy, named after the workload, in its namespace', () => {
  const { policies } = shop(frontend => [listOf([account(frontend)]), listOf([{ kind: 'anyone' }], [9000])]);
  expect(policies.map(({ apiVersion, kind, metadata }) => ({ apiVersion, kind, metadata }))).toEqual([
    { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'allow-cart', namespace: 'shop' } },
  ]);
  expect(policies[0]!.body['spec']).toMatchObject({ podSelector: { matchLabels: { app: 'cart' } }, policyTypes: ['Ingress'] });
});

describe('callers', () => {
  it('an account is its pods in their namespace', () => {
    expect(specOf(frontend => [listOf([account(frontend)])]).ingress![0]).toEqual({ from: [pods('shop', 'frontend')], ports: [{ protocol: 'TCP', port: 8080 }] });
  });

  it('an account with several workloads is the pods of each, in any order of declaration', () => {
    const from = (names: string[]) => {
      const namespace = aNamespace(plane);
      const shared = anAccount(namespace.cluster, 'shop', 'shared');
      for (const name of names) aWorkload(namespace, name, { account: shared });
      const cart = aWorkload(namespace, 'cart', { allowLists: [listOf([{ kind: 'account', account: shared }])] });
      return (plane.workload(cart).resources[0]!.body as any).spec.ingress[0].from;
    };
    expect(from(['b', 'a'])).toEqual([pods('shop', 'a'), pods('shop', 'b')]);
    expect(from(['a', 'b'])).toEqual(from(['b', 'a']));
  });

  it('a namespace is all its pods, by the label that the API server puts on it', () => {
    expect(specOf(() => [listOf([{ kind: 'namespace', namespace: 'batch' }])]).ingress![0]).toMatchObject({ from: [{ namespaceSelector: named('batch') }] });
  });

  it('a range keeps its exclusions, and has no empty list of them', () => {
    expect(specOf(() => [listOf([{ kind: 'ip-range', cidr: '10.1.0.0/16', except: ['10.1.9.0/24'] }, { kind: 'ip-range', cidr: '2001:db8::/32', except: [] }])]).ingress![0])
      .toMatchObject({ from: [{ ipBlock: { cidr: '10.1.0.0/16', except: ['10.1.9.0/24'] } }, { ipBlock: { cidr: '2001:db8::/32' } }] });
  });

  it('anyone is no condition, whoever else is named', () => {
    expect(specOf(frontend => [listOf([{ kind: 'anyone' }, account(frontend)])]).ingress![0]).toEqual({ ports: [{ protocol: 'TCP', port: 8080 }] });
  });
});

describe('nobody is never an empty list of callers, which would be everybody', () => {
  const namespace = aNamespace(plane);
  const empty = listOf([]);
  const unknown = listOf([{ kind: 'account', account: anAccount(namespace.cluster, 'shop', 'unknown') }]);
  const identity = listOf([{ kind: 'any-identity' }]);
  const request: AllowListModel = { ...empty, entries: [{ path: 'shop/list', callers: [{ kind: 'anyone' }], ports: [8080], requests: [{ methods: ['GET'] }] }] };
  const ports = [{ number: 8080, protocol: 'http' as never }];

  it.each([['an empty list', empty], ['an account without pods', unknown], ['any identity', identity], ['a rule about requests', request]])('%s', (_name, list) => {
    expect(specOf(() => [list], { ports })).toEqual({
      podSelector: { matchLabels: { app: 'cart' } }, policyTypes: ['Ingress'], ingress: [rest({ port: 1, endPort: 8079 }, { port: 8081, endPort: 65535 })],
    });
    expect(specOf(() => [list], { ports }, true)).toEqual({ podSelector: { matchLabels: { app: 'cart' } }, policyTypes: ['Ingress'] });
  });
});

describe('ports that no list rules', () => {
  const others = (...ruled: number[]) => specOf(() => [listOf([], ruled)]).ingress;

  it('stay open without default deny, for all protocols', () => {
    expect(others(8080)).toEqual([rest({ port: 1, endPort: 8079 }, { port: 8081, endPort: 65535 })]);
    expect(others(8081, 8080)).toEqual([rest({ port: 1, endPort: 8079 }, { port: 8082, endPort: 65535 })]);
  });

  it('are single ports where a gap is one wide, and nothing where there is none', () => {
    expect(others(1, 65535)).toEqual([rest({ port: 2, endPort: 65534 })]);
    expect(others(2, 4, 65534)).toEqual([rest({ port: 1 }, { port: 3 }, { port: 5, endPort: 65533 }, { port: 65535 })]);
  });

  it.each([['of the workload', { defaultDeny: true }, false], ['of the namespace', {}, true]] as const)('stay closed with default deny %s', (_name, overrides, namespaceDeny) => {
    expect(specOf(frontend => [listOf([account(frontend)])], overrides, namespaceDeny).ingress).toEqual([{ from: [pods('shop', 'frontend')], ports: [{ protocol: 'TCP', port: 8080 }] }]);
  });
});

describe('default deny', () => {
  it('of a workload closes its pods alone', () => {
    const { policies, namespace } = shop(() => [], { defaultDeny: true });
    expect(policies[0]!.body).toEqual({ spec: { podSelector: { matchLabels: { app: 'cart' } }, policyTypes: ['Ingress'] } });
    expect(plane.namespace(namespace).resources).toEqual([]);
  });

  it('of a namespace closes all its pods, and needs nothing for each', () => {
    const { namespace, policies } = shop(() => [], {}, true);
    expect(policies).toEqual([]);
    expect(plane.namespace(namespace).resources).toEqual([{
      id: 'networkpolicy-default-deny', apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'default-deny', namespace: 'shop' },
      body: { spec: { podSelector: {}, policyTypes: ['Ingress'] } },
    }]);
  });

  it.each([
    ['closes every namespace of the App', [], false, 1], ['leaves out exempt ones', ['shop'], false, 0], ['does not open one that denies by itself', ['shop'], true, 1],
  ] as const)('of the mesh %s', (_name, exempt, defaultDeny, count) => {
    const namespace = aNamespace(plane, { defaultDeny });
    namespace.meshWide.defaults = { path: 'shop/defaults', defaultDeny: true, exempt };
    expect(plane.namespace(namespace).resources).toHaveLength(count);
  });
});
