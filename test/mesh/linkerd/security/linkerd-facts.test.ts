import { Protocol } from '../../../../src/model/protocol';
import { contentHash } from '../../../../src/model/names';
import type { ProbeModel } from '../../../../src/model/model';
import { account, allow, below, ending, exact, messages, objects, planeOf, pods, PORT, resources, specs, verdict } from './rendered-pods';

/** What Linkerd does with what is rendered; each test is named after the trap that it is about. */

const [alice, bob, carol] = [account('alice'), account('bob'), account('carol')];
const get = { methods: ['GET'] };
const HTTP_PROBE: ProbeModel = { kind: 'http', port: PORT, path: '/healthz', https: false };
const GRPC_PROBE: ProbeModel = { kind: 'grpc', port: PORT };
const HEALTH = 'POST /grpc.health.v1.Health/Check';

describe('L1: a route has the callers of exactly the rules that hold all of its requests', () => {
  const cart = () => allow(pods(), [[alice], [get]], [[bob], [exact('/admin')]]);

  test('neither rule opens the rest of the other', () => {
    const table = ['GET /', 'POST /', 'GET /admin', 'POST /admin'].map(is => [is, verdict(cart(), 'shop/alice', is), verdict(cart(), 'shop/bob', is)]);
    expect(table).toEqual([
      ['GET /', 'allowed', 'refused'], ['POST /', 'refused', 'refused'], ['GET /admin', 'allowed', 'allowed'], ['POST /admin', 'refused', 'allowed'],
    ]);
  });

  test('there is a route for what they have in common, with both', () => {
    const route = resources(cart()).find(r => r.kind === 'HTTPRoute' && r.metadata.name.includes('.in-')
      && JSON.stringify(r.body).includes('"GET"') && JSON.stringify(r.body).includes('/admin'))!;
    const policies = resources(cart()).filter(r => r.kind === 'AuthorizationPolicy' && (r.body['spec'] as any).targetRef.name === route.metadata.name);
    expect(policies.map(p => (p.body['spec'] as any).requiredAuthenticationRefs.length)).toEqual([1]);
    const identities = resources(cart()).find(r => r.kind === 'MeshTLSAuthentication' && r.metadata.name === route.metadata.name)!;
    expect((identities.body['spec'] as any).identityRefs.map((i: any) => i.name)).toEqual(['alice', 'bob']);
  });

  test('with a missing route, fewer callers are let in, never others', () => {
    for (const missing of objects(cart()).filter(o => o['kind'] === 'HTTPRoute')) {
      const whole = cart();
      for (const caller of ['shop/alice', 'shop/bob', 'shop/carol', 'plain']) {
        for (const is of ['GET /', 'POST /', 'GET /admin', 'POST /admin']) {
          const rest = { ...whole, namespace: { ...whole.namespace, dataPlane: { ...planeOf(whole), workload: (w: typeof whole) => {
            const plan = planeOf(cart()).workload(w);
            return { ...plan, resources: plan.resources.filter(r => r.metadata.name !== missing['metadata'].name || r.kind !== 'HTTPRoute') };
          } } } };
          if (verdict(rest, caller, is) === 'allowed') expect(verdict(whole, caller, is)).toBe('allowed');
        }
      }
    }
  });
});

describe('L2: policies add up, so nothing but the callers of whole ports stands on a Server, and nothing on a namespace', () => {
  test('a port with a list is closed but for its policies, whatever the namespace says', () => {
    for (const options of [{}, { mtls: 'strict' as const }, { mtls: 'permissive' as const }, { namespaceDenies: true }]) {
      expect(specs(allow(pods(options), [[alice], [get]]), 'Server').map(s => s.accessPolicy)).toEqual(['deny']);
    }
  });

  test('callers of requests have no policy on the Server', () => {
    const targets = specs(allow(pods(), [[alice], [get]], [[bob]]), 'AuthorizationPolicy').map(s => [s.targetRef.kind, s.targetRef.group]);
    expect(targets).toEqual([['Server', 'policy.linkerd.io'], ['HTTPRoute', 'gateway.networking.k8s.io']]);
  });
});

test('L3: beside routes, callers of the whole port have one for all other paths, which needs no policy', () => {
  const cart = allow(pods(), [[alice]], [[bob], [exact('/b')]]);
  const rest = resources(cart).find(r => r.metadata.name.endsWith('.rest'))!;
  expect((rest.body['spec'] as any).rules).toEqual([{ matches: [{ path: { type: 'PathPrefix', value: '/' } }] }]);
  expect(specs(cart, 'AuthorizationPolicy').some(s => s.targetRef.name === rest.metadata.name)).toBe(false);
  expect([verdict(cart, 'shop/alice', 'GET /x'), verdict(cart, 'shop/bob', 'GET /x'), verdict(cart, 'shop/bob', 'GET /b')]).toEqual(['allowed', 'refused', 'allowed']);
  expect(resources(allow(pods(), [[alice]])).filter(r => r.kind === 'HTTPRoute')).toEqual([]);
  expect(resources(allow(pods(), [[bob], [exact('/b')]])).some(r => r.metadata.name.endsWith('.rest'))).toBe(false);
});

describe('L4: probes', () => {
  test('an HTTP probe needs a route as soon as there is any other', () => {
    expect(specs(allow(pods({ probes: [HTTP_PROBE] }), [[alice]]), 'HTTPRoute')).toEqual([]);
    const cart = allow(pods({ probes: [HTTP_PROBE], mtls: 'strict' }), [[alice], [exact('/a')]]);
    const route = resources(cart).find(r => r.metadata.name === 'cart-8080.probes' && r.kind === 'HTTPRoute')!;
    expect((route.body['spec'] as any).rules).toEqual([{ matches: [{ method: 'GET', path: { type: 'Exact', value: '/healthz' } }] }]);
    expect(['kubelet', 'plain', 'shop/bob'].map(c => verdict(cart, c, 'GET /healthz'))).toEqual(['allowed', 'allowed', 'allowed']);
    expect(['POST /healthz', 'GET /healthz/', 'GET /a'].map(is => verdict(cart, 'plain', is))).toEqual(['refused', 'refused', 'refused']);
  });

  test('the query of a probe is no part of its path', () => {
    const cart = allow(pods({ probes: [{ ...HTTP_PROBE, path: '/healthz?full=1' }] }), [[alice], [exact('/a')]]);
    expect(verdict(cart, 'kubelet', 'GET /healthz?full=1')).toBe('allowed');
  });

  test('it is let in from the networks that Linkerd was installed with', () => {
    const cart = allow(pods({ probes: [HTTP_PROBE], settings: { probeNetworks: ['10.0.0.0/8'] } }), [[alice], [exact('/a')]]);
    expect(specs(cart, 'NetworkAuthentication')).toEqual([{ networks: [{ cidr: '10.0.0.0/8' }] }]);
    expect([verdict(cart, 'kubelet@10.0.0.1', 'GET /healthz'), verdict(cart, 'plain@192.0.2.1', 'GET /healthz')]).toEqual(['allowed', 'refused']);
    const everywhere = allow(pods({ probes: [HTTP_PROBE] }), [[alice], [exact('/a')]]);
    expect(specs(everywhere, 'NetworkAuthentication')).toEqual([{ networks: [{ cidr: '0.0.0.0/0' }, { cidr: '::/0' }] }]);
  });

  test.each([{ mtls: 'strict' as const }, { namespaceDenies: true }])('a gRPC probe needs a route under %j even without a list, and others go on as they did', options => {
    const cart = pods({ probes: [GRPC_PROBE], protocol: Protocol.GRPC, ...options });
    expect(specs(cart, 'Server')).toEqual([{ podSelector: { matchLabels: { app: 'cart' } }, port: PORT, proxyProtocol: 'gRPC', accessPolicy: options.mtls ? 'all-authenticated' : 'deny' }]);
    expect([verdict(cart, 'kubelet', HEALTH), verdict(cart, 'plain', 'POST /s/m')]).toEqual(['allowed', 'refused']);
    expect(verdict(cart, 'shop/alice', 'POST /s/m')).toBe(options.mtls ? 'allowed' : 'refused');
  });

  test('a gRPC probe beside lists: a GRPCRoute on a gRPC port, else an HTTPRoute for that one POST', () => {
    const grpc = allow(pods({ probes: [GRPC_PROBE], protocol: Protocol.GRPC }), [[alice]]);
    expect(specs(grpc, 'GRPCRoute').map(s => s.rules[0].matches)).toEqual([undefined, [{ method: { type: 'Exact', service: 'grpc.health.v1.Health', method: 'Check' } }]]);
    const http2 = allow(pods({ probes: [GRPC_PROBE], protocol: Protocol.HTTP2 }), [[alice], [exact('/a')]]);
    expect(specs(http2, 'HTTPRoute').flatMap(s => s.rules[0].matches)).toContainEqual({ method: 'POST', path: { type: 'Exact', value: '/grpc.health.v1.Health/Check' } });
    for (const cart of [grpc, http2]) expect([verdict(cart, 'kubelet', HEALTH), verdict(cart, 'plain', 'POST /s/m')]).toEqual(['allowed', 'refused']);
  });

  test('a gRPC probe on a port that nobody declared', () => {
    const cart = pods({ probes: [{ kind: 'grpc', port: 9000 }], mtls: 'strict' });
    expect(specs(cart, 'Server').map(s => [s.port, s.proxyProtocol])).toEqual([[9000, 'HTTP/2']]);
    expect([verdict(cart, 'kubelet', HEALTH, 9000), verdict(cart, 'plain', 'GET /', 9000), verdict(cart, 'shop/a', 'GET /', 9000)]).toEqual(['allowed', 'refused', 'allowed']);
  });

  test('a TCP probe always succeeds, and opens nothing', () => {
    const cart = allow(pods({ probes: [{ kind: 'tcp', port: PORT }], protocol: Protocol.TCP, mtls: 'strict' }));
    expect(resources(cart).map(r => r.kind)).toEqual(['Server']);
    expect([verdict(cart, 'kubelet'), verdict(cart, 'plain')]).toEqual(['allowed', 'refused']);
  });

  test('what is not closed needs nothing', () => {
    expect(resources(pods({ probes: [GRPC_PROBE], protocol: Protocol.GRPC }))).toEqual([]);
    expect(resources(pods({ probes: [GRPC_PROBE], protocol: Protocol.GRPC, mtls: 'permissive' }))).toEqual([]);
    expect(resources(allow(pods({ probes: [GRPC_PROBE], protocol: Protocol.GRPC }), [[{ kind: 'anyone' }]])).filter(r => r.kind === 'GRPCRoute')).toEqual([]);
  });

  test('a probe inside a rule\'s paths and under its method does not tie with it', () => {
    const cart = allow(pods({ probes: [{ ...HTTP_PROBE, path: '/' }] }), [[alice], [get]], [[bob], [below('/a', 'GET')]]);
    expect(['kubelet', 'shop/alice', 'shop/bob'].map(c => verdict(cart, c, 'GET /'))).toEqual(['allowed', 'allowed', 'allowed']);
    expect(['plain', 'shop/alice', 'shop/bob'].map(c => verdict(cart, c, 'GET /a'))).toEqual(['refused', 'allowed', 'allowed']);
    expect(['plain', 'shop/alice', 'shop/bob'].map(c => verdict(cart, c, 'GET /b'))).toEqual(['refused', 'allowed', 'refused']);
  });
});

describe('L5: an empty list means everybody', () => {
  test('an empty list of callers is no policy at all', () => {
    expect(resources(allow(pods())).map(r => r.kind)).toEqual(['Server']);
    expect(['shop/alice', 'plain'].map(c => verdict(allow(pods()), c, 'GET /'))).toEqual(['refused', 'refused']);
  });

  test('identities and addresses are policies of their own, unless both are asked for', () => {
    const range = { kind: 'ip-range', cidr: '10.1.0.0/16', except: ['10.1.9.0/24'] } as const;
    const refs = (strict: boolean) => specs(allow(pods(strict ? { mtls: 'strict' } : {}), [[alice, bob, { kind: 'namespace', namespace: 'ops' }, range]]), 'AuthorizationPolicy')
      .map(s => s.requiredAuthenticationRefs.map((r: any) => r.kind));
    expect(refs(false)).toEqual([['MeshTLSAuthentication'], ['NetworkAuthentication']]);
    expect(refs(true)).toEqual([['MeshTLSAuthentication'], ['MeshTLSAuthentication', 'NetworkAuthentication']]);
  });

  test('every reference leads to an object, with its group', () => {
    const cart = allow(pods({ probes: [HTTP_PROBE] }), [[alice, { kind: 'ip-range', cidr: '10.0.0.0/8', except: [] }], [exact('/a'), below('/b')]], [[bob]]);
    const names = new Set(resources(cart).map(r => `${r.kind} ${r.metadata.name}`));
    const refs = specs(cart, 'AuthorizationPolicy').flatMap(s => [s.targetRef, ...s.requiredAuthenticationRefs]);
    for (const ref of refs) {
      expect(names).toContain(`${ref.kind} ${ref.name}`);
      expect(ref.group).toBe(ref.kind === 'HTTPRoute' ? 'gateway.networking.k8s.io' : 'policy.linkerd.io');
    }
  });
});

test('L6: routes have nothing for which Linkerd would drop them', () => {
  const cart = allow(pods(), [[alice], [exact('/a'), below('/b/', 'GET', 'PUT'), ending('.c')]], [[bob], [below('/b/x')]]);
  for (const { spec, metadata } of objects(cart).filter(o => o['kind'] === 'HTTPRoute') as any[]) {
    expect(Object.keys(metadata).sort()).toEqual(['name', 'namespace']);
    expect(metadata.namespace).toBe('shop');
    expect(spec.parentRefs).toEqual([{ group: 'policy.linkerd.io', kind: 'Server', name: 'cart-8080' }]);
    expect(spec.rules.map((r: object) => Object.keys(r))).toEqual([['matches']]);
  }
});

test('L7: what an update could leave in force is never an object that Linkerd refuses', () => {
  expect(messages(allow(pods(), [[alice], [exact('/a'), below('/a/')]]))).toEqual([]);
  expect(messages(allow(pods(), [[alice], [below('/')]], [[bob], Array.from({ length: 60 }, (_, i) => exact(`/${contentHash([String(i)])}${contentHash([`b${i}`])}`))]))[0]).toMatch(/longer than the 1024 characters/);
});

describe('L9: what has no Server falls to the pods\' default', () => {
  const annotation = 'config.linkerd.io/default-inbound-policy';
  const on = (options: Parameters<typeof pods>[0]) => {
    const cart = pods(options);
    return [planeOf(cart).namespace(cart.namespace).annotations[annotation], planeOf(cart).workload(cart).annotations[annotation]];
  };

  test('the namespace says it, and pods within reach say it again', () => {
    expect(on({})).toEqual([undefined, undefined]);
    expect(on({ mtls: 'strict' })).toEqual(['all-authenticated', undefined]);
    expect(on({ mtls: 'permissive' })).toEqual(['all-unauthenticated', undefined]);
    expect(on({ mtls: 'strict', namespaceDenies: true })).toEqual(['deny', undefined]);
    expect(on({ mtls: 'strict', podsReachable: true })).toEqual(['all-authenticated', 'all-authenticated']);
    expect(on({ mtls: 'strict', podsReachable: true, defaultDeny: true })).toEqual(['all-authenticated', 'deny']);
  });

  test('a workload that denies by default has to be within reach, or in a namespace that does', () => {
    expect(messages(pods({ defaultDeny: true }))[0]).toMatch(/default-inbound-policy: deny .*Workload\.fromApiObject/);
    expect(messages(pods({ defaultDeny: true, podsReachable: true }))).toEqual([]);
    expect(messages(pods({ defaultDeny: true, namespaceDenies: true }))).toEqual([]);
    const closed = pods({ defaultDeny: true, podsReachable: true });
    expect([verdict(closed, 'shop/alice', 'GET /', 9999), verdict(closed, 'shop/alice', 'GET /')]).toEqual(['refused', 'refused']);
  });

  test('Servers name ports by number', () => {
    expect(specs(allow(pods(), [[alice]]), 'Server').map(s => s.port)).toEqual([PORT]);
  });
});

describe('L10: a prefix of texts is no prefix of segments, and expressions count the whole path', () => {
  test('"/api/*" is not "/api"', () => {
    const cart = allow(pods(), [[alice], [below('/api/')]]);
    expect(specs(cart, 'HTTPRoute')[0].rules[0].matches).toEqual([{ path: { type: 'RegularExpression', value: '^(?:/api/.*)$' } }]);
    expect(['/api', '/api/', '/api/x', '/apix'].map(p => verdict(cart, 'shop/alice', `GET ${p}`))).toEqual(['refused', 'allowed', 'allowed', 'refused']);
  });

  test.each([[[]], [['GET']]])('an exact path inside an expression, two that cross, three in one another: no request fits two that tie (methods %j)', methods => {
    const cart = allow(pods(), [[alice], [below('/a/', ...methods)]], [[bob], [ending('.png', ...methods)]], [[carol], [below('/a/b/', ...methods), exact('/a/x', ...methods), exact('/', ...methods)]]);
    const paths: Record<string, string[]> = {
      '/a/': ['alice'], '/a/y': ['alice'], '/a/y.png': ['alice', 'bob'], '/b.png': ['bob'], '/a/b/c': ['alice', 'carol'], '/a/b/c.png': ['alice', 'bob', 'carol'],
      '/a/x': ['alice', 'carol'], '/': ['carol'], '/c': [],
    };
    for (const [path, callers] of Object.entries(paths)) {
      expect([path, ['alice', 'bob', 'carol', 'dave'].filter(name => verdict(cart, `shop/${name}`, `GET ${path}`) === 'allowed')]).toEqual([path, callers]);
    }
  });

  test('paths are compared as they are sent', () => {
    const cart = allow(pods(), [[alice], [exact('/a b'), exact('/x//y')]]);
    expect(specs(cart, 'HTTPRoute')[0].rules[0].matches.map((m: any) => m.path.type)).toEqual(['RegularExpression', 'RegularExpression']);
    expect(['/x//y', '/x/y'].map(p => verdict(cart, 'shop/alice', `GET ${p}`))).toEqual(['allowed', 'refused']);
  });
});

test('L11: whether the method comes before headers or after them makes no difference', () => {
  const cart = allow(pods({ probes: [HTTP_PROBE] }), [[alice], [get, exact('/')]], [[bob], [below('/b', 'POST'), exact('/healthz')]], [[carol]]);
  const routes = objects(cart).filter(o => o['kind'] === 'HTTPRoute');
  const asked = ['GET', 'POST', 'PUT'].flatMap(method => ['/', '/b', '/bc', '/healthz', '/x'].map(path => `${method} ${path}`));
  const table = (version: string) => asked.flatMap(is => ['alice', 'bob', 'carol'].map(who => `${who} ${is}: ${verdict(cart, `shop/${who}`, is, PORT, [], version)}`));
  expect(table('2.21')).toEqual(table('2.20'));
  expect(JSON.stringify(routes)).not.toMatch(/headers|queryParams/);
});

describe('L12: the protocol is always stated, with the routes that go with it', () => {
  test.each([
    [Protocol.HTTP, 'HTTP/1'], [Protocol.HTTP2, 'HTTP/2'], [Protocol.GRPC, 'gRPC'], [Protocol.HTTPS, 'TLS'], [Protocol.TLS, 'TLS'], [Protocol.TCP, 'opaque'],
  ])('%s', (protocol, expected) => {
    expect(specs(allow(pods({ protocol }), [[alice]]), 'Server').map(s => s.proxyProtocol)).toEqual([expected]);
  });

  test('gRPC methods are GRPCRoutes; what those have no words for makes all of the port HTTPRoutes', () => {
    const plain = allow(pods({ protocol: Protocol.GRPC }), [[alice], [exact('/s.S/m'), below('/t/')]]);
    expect(specs(plain, 'GRPCRoute')[0].rules).toEqual([{ matches: [{ method: { type: 'Exact', service: 's.S', method: 'm' } }, { method: { type: 'Exact', service: 't' } }] }]);
    const odd = allow(pods({ protocol: Protocol.GRPC }), [[alice], [exact('/s.S/m')]], [[bob], [below('/s', 'POST')]]);
    expect([specs(odd, 'Server')[0].proxyProtocol, specs(odd, 'GRPCRoute'), specs(odd, 'HTTPRoute').length]).toEqual(['HTTP/2', [], 3]);
    expect(['POST /s.S/m', 'POST /s.T/m', 'GET /s.T/m'].map(is => verdict(odd, 'shop/bob', is))).toEqual(['allowed', 'allowed', 'refused']);
  });

  test('on opaque ports callers stand on the Server', () => {
    const redis = allow(pods({ protocol: Protocol.TCP }), [[alice]]);
    expect(specs(redis, 'AuthorizationPolicy').map(s => s.targetRef.kind)).toEqual(['Server']);
    expect([verdict(redis, 'shop/alice'), verdict(redis, 'shop/bob'), verdict(redis, 'plain')]).toEqual(['allowed', 'refused', 'refused']);
  });

  test('any identity is "*", a namespace is named as one, and the pod itself is always let in', () => {
    const identities = specs(allow(pods(), [[{ kind: 'any-identity' }], [get]], [[{ kind: 'namespace', namespace: 'ops' }, alice]]), 'MeshTLSAuthentication');
    expect(identities).toEqual([
      { identityRefs: [{ kind: 'ServiceAccount', name: 'alice', namespace: 'shop' }, { kind: 'Namespace', name: 'ops' }] }, { identities: ['*'] },
    ]);
    expect(verdict(allow(pods()), 'plain@127.0.0.1', 'GET /')).toBe('allowed');
  });
});

test('more matches than a route may hold are several routes, each with its policies', () => {
  const many = (protocol: Protocol, path: (i: number) => string) => allow(pods({ protocol }), [[alice, { kind: 'ip-range', cidr: '10.1.0.0/16', except: [] }], Array.from({ length: 130 }, (_, i) => exact(path(i)))], [[bob], [exact(path(5))]]);
  for (const cart of [many(Protocol.HTTP, i => `/p${i}`), many(Protocol.GRPC, i => `/s.S/m${i}`)]) {
    const routes = resources(cart).filter(r => r.kind.endsWith('Route'));
    expect(routes.map(r => (r.body['spec'] as any).rules[0].matches.length).sort()).toEqual([1, 1, 64, 64]);
    for (const route of routes) expect(specs(cart, 'AuthorizationPolicy').filter(s => s.targetRef.name === route.metadata.name)).toHaveLength(2);
  }
  const cart = many(Protocol.HTTP, i => `/p${i}`);
  expect(['/p5', '/p129', '/p130'].map(p => [verdict(cart, 'shop/alice', `GET ${p}`), verdict(cart, 'shop/bob', `GET ${p}`)])).toEqual([['allowed', 'allowed'], ['allowed', 'refused'], ['refused', 'refused']]);
});
