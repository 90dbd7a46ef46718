import fc from 'fast-check';
import type { WorkloadModel } from '../../../../src/model/model';
import { deniesByDefault, effectiveMtls, isMtlsException, portRules } from '../../../../src/model/port-rules';
import { Protocol } from '../../../../src/model/protocol';
import { rustRegexProblem } from '../../../../src/mesh/linkerd/regex';
import type { AllowListModel, CallerModel, RequestPattern } from '../../../../src/model/security';
import { accessOn } from '../../../support/simulated-access';
import { inRange } from '../../../support/in-range';
import type { AccessRequest as Request } from '../../../support/simulated-access';
import { account, allow, below, ending, exact, messages, objects, planeOf, pods, PORT, resources } from './rendered-pods';

const evaluate = accessOn('linkerd');

const CALLERS: readonly CallerModel[] = [
  account('a'), account('b'), account('a', 'other'), { kind: 'namespace', namespace: 'other' }, { kind: 'any-identity' }, { kind: 'anyone' },
  { kind: 'ip-range', cidr: '10.1.0.0/16', except: ['10.1.9.0/24'] },
];
const WEB: readonly RequestPattern[] = [
  exact('/'), exact('/a'), exact('/a/b'), below('/a'), below('/a/'), below('/a/b'), ending('b'), ending('/'), ending('a/b'), exact('/x y'), below('/a//'), { methods: [] },
].flatMap(pattern => [[], ['GET'], ['POST', 'PUT']].map(methods => ({ ...pattern, methods }))).filter(p => p.path || p.methods.length > 0);
const CALLS: readonly RequestPattern[] = [exact('/s.S/m'), exact('/s.S/n'), exact('/t/m'), below('/s.S/'), below('/t/'), below('/s.S/m', 'POST'), ending('/m'), below('/s')];
const WEB_REQUESTS = ['GET', 'POST', 'PATCH'].flatMap(m => ['/', '/a', '/a/', '/a/b', '/a/c', '/a/bb', '/ab', '/b', '/c', '/c/', '/x', '/a//b', '/healthz', '/a/b?x=/c'].map(p => [m, p] as const));
const CALL_REQUESTS = ['/s.S/m', '/s.S/mm', '/s.S/n', '/t/m', '/t/x', '/u/m', '/grpc.health.v1.Health/Check'].map(p => ['POST', p] as const);
const WHO: readonly Request['from'][] = [
  { namespace: 'shop', account: 'a', ip: '10.9.0.1' }, { namespace: 'shop', account: 'b', ip: '10.1.2.3' }, { namespace: 'other', account: 'a', ip: '10.1.9.3' },
  { namespace: 'other', account: 'c', ip: '10.9.0.1' }, { namespace: 'third', account: 'a', ip: '10.9.0.1' }, { namespace: 'x', ip: '10.1.2.3' }, { namespace: 'x', ip: '10.1.9.3' },
];

interface Entry { readonly callers: readonly CallerModel[]; readonly requests: readonly RequestPattern[] }

const entries = (patterns: readonly RequestPattern[]): fc.Arbitrary<Entry> => fc.record({
  callers: fc.uniqueArray(fc.constantFrom(...CALLERS), { minLength: 1, maxLength: 2 }), requests: fc.uniqueArray(fc.constantFrom(...patterns), { maxLength: 3 }),
});

const program = fc.constantFrom(Protocol.HTTP, Protocol.HTTP2, Protocol.GRPC, Protocol.TCP, Protocol.TLS).chain(protocol => fc.record({
  protocol: fc.constant(protocol),
  mtls: fc.constantFrom(undefined, 'strict' as const, 'permissive' as const),
  namespaceDenies: fc.boolean(),
  podsReachable: fc.boolean(),
  excepted: fc.boolean(),
  probe: fc.boolean(),
  lists: fc.array(fc.array(entries(protocol === Protocol.GRPC ? CALLS : WEB), { maxLength: 3 }), { maxLength: 3 }),
}));
type Program = typeof program extends fc.Arbitrary<infer T> ? T : never;

function build({ lists, excepted, probe, protocol, mtls, ...options }: Program): WorkloadModel {
  const probes = probe && protocol === Protocol.HTTP ? [{ kind: 'http' as const, port: PORT, path: '/healthz?full', https: false }]
    : probe && protocol === Protocol.GRPC ? [{ kind: 'grpc' as const, port: PORT }] : [];
  const workload = pods({ ...options, protocol, probes, ...(mtls && { mtls }) });
  for (const list of lists) allow(workload, ...list.map(({ callers, requests }) => [callers, requests] as const));
  if (excepted && mtls === 'strict') workload.mtlsExceptions.push({ path: 'shop/ns', ports: [PORT], reason: 'test' });
  return workload;
}

const sees = (protocol: Protocol) => [Protocol.HTTP, Protocol.HTTP2, Protocol.GRPC].includes(protocol);

function requestsTo(protocol: Protocol): Request[] {
  const asked = protocol === Protocol.GRPC ? CALL_REQUESTS : sees(protocol) ? WEB_REQUESTS : [undefined];
  return WHO.flatMap(from => asked.map(is => ({ from, to: { namespace: 'shop', labels: { app: 'cart' }, port: PORT }, ...(is && { method: is[0], path: is[1] }) })));
}

/** What the model says, told without a mesh. */
function oracle(workload: WorkloadModel, request: Request): boolean {
  const { from, path = '', method = '' } = request;
  if (asksAsProbe(workload, request)) return true;
  const strict = effectiveMtls(workload) === 'strict' && !isMtlsException(workload, PORT);
  if (strict && from.account === undefined) return false;
  const ruled = portRules(workload).find(r => r.port === PORT);
  if (!ruled) return !deniesByDefault(workload);
  const raw = path.split('?')[0]!;
  return ruled.rules.some(rule => rule.callers.some(c => isCaller(c, from)) && (rule.requests.length === 0 || rule.requests.some(r =>
    (r.methods.length === 0 || r.methods.includes(method)) && (!r.path || matches(r.path, raw)))));
}

function matches({ kind, value }: NonNullable<RequestPattern['path']>, path: string): boolean {
  return kind === 'exact' ? path === value : kind === 'prefix' ? path.startsWith(value) : path.endsWith(value);
}

function isCaller(caller: CallerModel, { namespace, account: name, ip }: Request['from']): boolean {
  switch (caller.kind) {
    case 'anyone': return true;
    case 'any-identity': return name !== undefined;
    case 'namespace': return name !== undefined && namespace === caller.namespace;
    case 'account': return name === caller.account.name && namespace === caller.account.namespace;
    case 'ip-range': return inRange(caller.cidr, ip!) && !caller.except.some(part => inRange(part, ip!));
  }
}

/** What the kubelet would ask is answered to whoever asks it. */
function asksAsProbe({ probes }: WorkloadModel, { method, path }: Request): boolean {
  return probes.some(probe => (probe.kind === 'http' ? method === 'GET' && path === '/healthz' : method === 'POST' && path === '/grpc.health.v1.Health/Check'));
}

const shown = (r: Request) => `${r.from.account ? `${r.from.namespace}/${r.from.account}` : 'plain'}@${r.from.ip} ${r.method} ${r.path}`;

function verdicts(workload: WorkloadModel): Map<string, boolean> {
  const all = objects(workload);
  return new Map(requestsTo(workload.ports[0]!.protocol).map(request => [shown(request),
    evaluate(all, asksAsProbe(workload, request) ? { ...request, probe: true } : request) === 'allowed']));
}

test('who may send what is what the lists say, by both orders of precedence', () => {
  fc.assert(fc.property(program, p => {
    const workload = build(p);
    expect(messages(workload)).toEqual([]);
    const found = verdicts(workload);
    for (const request of requestsTo(p.protocol)) expect([shown(request), found.get(shown(request))]).toEqual([shown(request), oracle(workload, request)]);
  }), { numRuns: 300 });
});

test('the order of lists, entries and callers does not matter', () => {
  fc.assert(fc.property(program, p => {
    const reversed = { ...p, lists: p.lists.map(list => list.map(e => ({ callers: [...e.callers].reverse(), requests: [...e.requests].reverse() })).reverse()).reverse() };
    const set = (workload: WorkloadModel) => resources(workload).map(r => JSON.stringify(r)).sort();
    const withoutPaths = (workload: WorkloadModel): WorkloadModel => Object.assign(workload, { allowLists: workload.allowLists.map((l): AllowListModel => ({ ...l, path: 'x' })) });
    expect(set(withoutPaths(build(reversed)))).toEqual(set(withoutPaths(build(p))));
  }), { numRuns: 200 });
});

test('one more entry opens nothing to callers whom it does not name, and renames nothing that stays', () => {
  fc.assert(fc.property(program, fc.constantFrom<CallerModel>(account('b'), { kind: 'namespace', namespace: 'third' }), fc.constantFrom(...WEB), (p, caller, pattern) => {
    if (p.lists.length === 0 || p.protocol === Protocol.GRPC) return;
    const before = verdicts(build(p));
    const after = verdicts(build({ ...p, lists: [...p.lists, [{ callers: [caller], requests: [pattern] }]] }));
    for (const from of WHO.filter(who => !isCaller(caller, who))) {
      for (const request of requestsTo(p.protocol).filter(r => r.from === from)) expect([shown(request), after.get(shown(request))]).toEqual([shown(request), before.get(shown(request))]);
    }
  }), { numRuns: 200 });
});

test('what is rendered is plain, named validly and once, never asks for nothing, and stands in the namespace of the pods', () => {
  fc.assert(fc.property(program, p => {
    const workload = build(p);
    const { resources: all, annotations } = planeOf(workload).workload(workload);
    expect(JSON.parse(JSON.stringify({ all, annotations }))).toEqual({ all, annotations });
    expect(new Set(all.map(r => r.id)).size).toBe(all.length);
    for (const { kind, metadata, body } of all) {
      expect(metadata.name).toMatch(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/);
      expect(metadata.namespace).toBe('shop');
      const spec: any = body['spec'];
      if (kind === 'AuthorizationPolicy') expect(spec.requiredAuthenticationRefs.length).toBeGreaterThan(0);
      if (kind === 'NetworkAuthentication') expect(spec.networks.length).toBeGreaterThan(0);
      if (kind === 'MeshTLSAuthentication') expect((spec.identities ?? spec.identityRefs).length).toBeGreaterThan(0);
      if (kind === 'HTTPRoute') expect(spec.rules[0].matches.length).toBeGreaterThan(0);
      for (const match of kind === 'HTTPRoute' ? spec.rules[0].matches : []) {
        if (match.path.type === 'RegularExpression') expect([match.path.value, rustRegexProblem(match.path.value)]).toEqual([match.path.value, undefined]);
      }
    }
  }), { numRuns: 200 });
});
