import type { RequestCaller } from '../../../src/simulator/request';
import { simulate } from '../support';
import { object, api, server, serverOf, allow, WEB_ACCOUNT, mesh, MESH, nets, NETS, route, onRoute, ask, probe } from './api';
import { FROM_OTHER, FROM_PLAIN, FROM_WEB, pods, SHOP } from './shop';

describe('without a Server the pods\' default policy holds', () => {
  const set = (policy: string) => `config.linkerd.io/default-inbound-policy: ${policy}`;
  test.each<[string, string, string, string, string]>([
    ['all-unauthenticated', 'allowed', 'allowed', 'allowed', 'allowed'],
    ['all-authenticated', 'allowed', 'denied', 'denied', 'denied'],
    ['cluster-unauthenticated', 'allowed', 'indeterminate', 'allowed', 'denied'],
    ['cluster-authenticated', 'allowed', 'denied', 'denied', 'denied'],
    ['deny', 'denied', 'denied', 'denied', 'denied'],
    ['audit', 'allowed', 'allowed', 'allowed', 'allowed'],
    ['everybody', 'allowed', 'allowed', 'allowed', 'allowed'],
  ])('%s: mesh %s, plaintext %s, from an address of the cluster %s, from outside %s', (policy, meshed, plaintext, near, outside) => {
    const more = api(set(policy));
    expect(ask(more).verdict).toBe(meshed);
    expect(ask(more, FROM_PLAIN).verdict).toBe(plaintext);
    expect(ask(more, { ...FROM_PLAIN, ip: '10.1.2.3' }).verdict).toBe(near);
    expect(ask(more, { ip: '203.0.113.7' }, 'http://api.shop/', { address: undefined }).verdict).toBe(outside);
  });

  test('a refusal is 403, gRPC status 7, or a closed connection', () => {
    const more = api(set('deny'));
    expect(ask(more)).toMatchObject({ verdict: 'denied', status: 403, grpcStatus: null, dataPlane: 'linkerd', decidedBy: [{ kind: 'Pod', name: 'api' }] });
    expect(ask(more, FROM_WEB, 'grpc://api.shop:80/a.B/C')).toMatchObject({ verdict: 'denied', status: 403, grpcStatus: 7 });
    expect(ask(more, FROM_WEB, 'tcp://api.shop:80')).toMatchObject({ verdict: 'denied', status: null });
  });

  test('a refusal says whom it is for', () => {
    const more = api(set('deny'));
    expect(ask(more).reason).toMatch(/; the caller has identity web\.shop\.serviceaccount\.identity\.linkerd\.cluster\.local$/);
    expect(ask(more, { ...FROM_PLAIN, ip: '10.1.2.3' }).reason).toMatch(/; the caller has no identity \(plaintext\), address 10\.1\.2\.3$/);
  });

  test('a port that requires an identity', () => {
    const more = api('config.linkerd.io/proxy-require-identity-inbound-ports: "8080"');
    expect([ask(more).verdict, ask(more, FROM_PLAIN).verdict]).toEqual(['allowed', 'denied']);
  });

  test('the pods\' word goes before their namespace\'s', () => {
    const deny = SHOP.replace('linkerd.io/inject: enabled', 'linkerd.io/inject: enabled, config.linkerd.io/default-inbound-policy: deny');
    expect(simulate(deny + api(), { from: FROM_WEB, to: 'http://api/' })).toMatchObject({ verdict: 'denied', decidedBy: [{ kind: 'Namespace', name: 'shop' }] });
    expect(simulate(deny + api(set('all-authenticated')), { from: FROM_WEB, to: 'http://api/' }).verdict).toBe('allowed');
  });
});

describe('with a Server the default policy is not asked', () => {
  test('accessPolicy says who may call; none is deny', () => {
    const deny = api('config.linkerd.io/default-inbound-policy: all-unauthenticated');
    expect(ask(deny + server())).toMatchObject({ verdict: 'denied', status: 403, decidedBy: [{ kind: 'Server', name: 'api' }] });
    expect(ask(api('config.linkerd.io/default-inbound-policy: deny') + server(', accessPolicy: all-authenticated'))).toMatchObject({ verdict: 'allowed', decidedBy: [{ kind: 'Server', name: 'api' }] });
    expect(ask(api() + server(', accessPolicy: all-authenticated'), FROM_PLAIN).verdict).toBe('denied');
    expect(ask(api() + server(', accessPolicy: audit'), FROM_PLAIN).verdict).toBe('allowed');
  });

  test('a port of another number or name is not its', () => {
    expect(ask(api() + server().replace('port: web', 'port: 9090')).verdict).toBe('allowed');
    expect(ask(api() + server().replace('port: web', 'port: 80')).verdict).toBe('allowed');
    expect(ask(api() + server().replace('port: web', 'port: none')).verdict).toBe('allowed');
    expect(ask(api() + server().replace('port: web', 'port: 8080')).verdict).toBe('denied');
  });

  test('of several the oldest counts, then the name (L8)', () => {
    const young = server(', accessPolicy: all-unauthenticated', 'a', ', creationTimestamp: "2025-01-01T00:00:00Z"');
    expect(ask(api() + young + server('', 'b', ', creationTimestamp: "2024-01-01T00:00:00Z"')).verdict).toBe('denied');
    expect(ask(api() + young.replace('2025', '2023') + server('', 'b', ', creationTimestamp: "2024-01-01T00:00:00Z"')).verdict).toBe('allowed');
  });
});

describe('authorization', () => {
  test.each<[string, string, string, string, string]>([
    ['a ServiceAccount', allow('p', WEB_ACCOUNT), 'allowed', 'denied', 'denied'],
    ['everybody where nothing is asked for (L5)', allow('p', ''), 'allowed', 'allowed', 'allowed'],
    ['any identity', mesh('{ identities: ["*"] }') + allow('p', MESH), 'allowed', 'allowed', 'denied'],
    ['identities by suffix', mesh('{ identities: ["*.other.serviceaccount.identity.linkerd.cluster.local"] }') + allow('p', MESH), 'denied', 'allowed', 'denied'],
    ['one of several identities', mesh('{ identities: ["a.b", "web.shop.serviceaccount.identity.linkerd.cluster.local"] }') + allow('p', MESH), 'allowed', 'denied', 'denied'],
    ['identityRefs of accounts and namespaces', mesh('{ identityRefs: [{ kind: Namespace, name: other }, { kind: ServiceAccount, name: web }] }') + allow('p', MESH), 'allowed', 'allowed', 'denied'],
    ['a reference that is missing', allow('p', MESH), 'denied', 'denied', 'denied'],
    ['a reference of a wrong group', mesh('{ identities: ["*"] }') + allow('p', '{ kind: MeshTLSAuthentication, name: callers }'), 'denied', 'denied', 'denied'],
    ['two identity references', mesh('{ identities: ["*"] }') + allow('p', `${MESH}, ${WEB_ACCOUNT}`), 'denied', 'denied', 'denied'],
    ['the union of policies (L2)', allow('p', WEB_ACCOUNT) + allow('q', '{ kind: ServiceAccount, name: caller, namespace: other }'), 'allowed', 'allowed', 'denied'],
    ['a policy on the namespace', allow('p', WEB_ACCOUNT, '{ kind: Namespace, name: shop }'), 'allowed', 'denied', 'denied'],
    ['a policy on another Server', allow('p', '', '{ group: policy.linkerd.io, kind: Server, name: else }'), 'denied', 'denied', 'denied'],
    ['ServerAuthorization by account', object('ServerAuthorization', 's', '{ server: { name: api }, client: { meshTLS: { serviceAccounts: [{ name: web }] } } }', { api: 'policy.linkerd.io/v1beta1' }), 'allowed', 'denied', 'denied'],
    ['ServerAuthorization for all', object('ServerAuthorization', 's', '{ server: { name: api }, client: { networks: [{ cidr: 0.0.0.0/0 }], unauthenticated: true } }', { api: 'policy.linkerd.io/v1beta1' }), 'allowed', 'allowed', 'allowed'],
  ])('%s', (_, more, web, other, plain) => {
    expect([FROM_WEB, FROM_OTHER, FROM_PLAIN].map(from => ask(api() + server() + more, from).verdict)).toEqual([web, other, plain]);
  });

  test('networks are ANDed with an identity, and need an address', () => {
    const both = api() + server() + nets('{ networks: [{ cidr: 10.0.0.0/8, except: [10.9.0.0/16] }] }') + allow('p', `${NETS}, ${WEB_ACCOUNT}`);
    expect(ask(both, { ...FROM_WEB, ip: '10.1.1.1' })).toMatchObject({ verdict: 'allowed', decidedBy: [{ kind: 'AuthorizationPolicy', name: 'p' }] });
    expect(ask(both, { ...FROM_WEB, ip: '10.9.1.1' }).verdict).toBe('denied');
    expect(ask(both, { ...FROM_OTHER, ip: '10.1.1.1' }).verdict).toBe('denied');
    expect(ask(both, FROM_OTHER).verdict).toBe('denied');
    expect(ask(both)).toMatchObject({ verdict: 'indeterminate', reason: expect.stringContaining('address') });
  });

  test('the trust domain is part of identities', () => {
    const more = SHOP + api() + server() + mesh('{ identities: ["web.shop.serviceaccount.identity.linkerd.example.org"] }') + allow('p', MESH);
    expect(simulate(more, { from: FROM_WEB, to: 'http://api/' }, { trustDomain: 'example.org' }).verdict).toBe('allowed');
    expect(simulate(more, { from: FROM_WEB, to: 'http://api/' }).verdict).toBe('denied');
  });

  test('what comes from the own pod is admitted (L12)', () => {
    expect(ask(api() + server(), { ...FROM_PLAIN, ip: '127.0.0.1' }).verdict).toBe('allowed');
    expect(ask(api() + server(), { ...FROM_PLAIN, ip: '::1' }).verdict).toBe('allowed');
  });

  test('ports and subnets that go past the proxy are open', () => {
    expect(ask(api('config.linkerd.io/skip-inbound-ports: "8000-8100"') + server(), FROM_PLAIN)).toMatchObject({ verdict: 'allowed', dataPlane: 'none' });
    const subnets = api('config.linkerd.io/skip-subnets: 192.0.2.0/24') + server();
    expect([ask(subnets, { ...FROM_PLAIN, ip: '192.0.2.1' }).verdict, ask(subnets, { ...FROM_PLAIN, ip: '192.0.3.1' }).verdict]).toEqual(['allowed', 'denied']);
  });
});

describe('routes of a Server', () => {
  const read = route('read', '[{ matches: [{ path: { value: /r }, method: GET }] }]');
  const all = route('all', '[{}]');

  test('what no route is for is 404, whoever asks (L3)', () => {
    const more = api() + server(', accessPolicy: all-unauthenticated') + read;
    expect(ask(more, FROM_WEB, 'http://api.shop/r/1')).toMatchObject({ verdict: 'allowed', status: 200 });
    expect(ask(more, FROM_WEB, 'http://api.shop/w')).toMatchObject({ verdict: 'denied', status: 404, decidedBy: [{ kind: 'HTTPRoute', name: 'read' }] });
    expect(ask(more, FROM_WEB, 'http://api.shop/r', { method: 'POST' })).toMatchObject({ verdict: 'denied', status: 404 });
  });

  test('one route is picked, and only its policies and the Server\'s count (L1)', () => {
    const more = api() + server() + read + all + allow('p', WEB_ACCOUNT, onRoute('read')) + allow('q', '{ kind: ServiceAccount, name: caller, namespace: other }', onRoute('all'));
    const paths = (from: RequestCaller) => ['/r', '/x'].map(path => ask(more, from, `http://api.shop${path}`).verdict);
    expect([paths(FROM_WEB), paths(FROM_OTHER)]).toEqual([['allowed', 'denied'], ['denied', 'allowed']]);
    expect(ask(more, FROM_OTHER, 'http://api.shop/r')).toMatchObject({ status: 403, decidedBy: [{ kind: 'HTTPRoute', name: 'read', rule: 0 }, { kind: 'Server', name: 'api' }] });
  });

  test('a route is never stricter than its Server (L2)', () => {
    expect(ask(api() + server() + allow('w', '', '{ group: policy.linkerd.io, kind: Server, name: api }') + read + allow('p', WEB_ACCOUNT, onRoute('read')), FROM_PLAIN, 'http://api.shop/r').verdict).toBe('allowed');
  });

  test('a policy names the route by its group', () => {
    expect(ask(api() + server() + read + allow('p', WEB_ACCOUNT, onRoute('read', 'HTTPRoute', 'policy.linkerd.io')), FROM_WEB, 'http://api.shop/r').verdict).toBe('denied');
    const own = route('read', '[{}]', 'HTTPRoute', '', 'policy.linkerd.io/v1beta3');
    expect(ask(api() + server() + own + allow('p', WEB_ACCOUNT, onRoute('read', 'HTTPRoute', 'policy.linkerd.io')), FROM_WEB, 'http://api.shop/r').verdict).toBe('allowed');
  });

  test.each([
    ['whose parentRef has a port', route('x', '[{}]', 'HTTPRoute', ', port: 8080')], ['of a Server elsewhere', route('x', '[{}]', 'HTTPRoute', ', namespace: other')],
    ['with URLRewrite', route('x', '[{ filters: [{ type: URLRewrite }] }]')], ['with an expression that does not compile', route('x', '[{ matches: [{ path: { type: RegularExpression, value: "(" } }] }]')],
    ['of a kind that the protocol has not', route('x', '[{}]', 'GRPCRoute')],
  ])('a route %s is not used (L6)', (_, more) => {
    const policy = allow('p', WEB_ACCOUNT, onRoute('x')) + allow('p2', WEB_ACCOUNT, onRoute('x', 'GRPCRoute'));
    expect(ask(api() + server() + more + policy).verdict).toBe('denied');
  });

  test('GRPCRoutes are for Servers of gRPC', () => {
    const more = api() + serverOf('gRPC') + route('g', '[{ matches: [{ method: { service: a.B, method: C } }] }]', 'GRPCRoute') + allow('p', WEB_ACCOUNT, onRoute('g', 'GRPCRoute'));
    expect(ask(more, FROM_WEB, 'grpc://api.shop:80/a.B/C')).toMatchObject({ verdict: 'allowed', grpcStatus: 0 });
    expect(ask(more, FROM_OTHER, 'grpc://api.shop:80/a.B/C')).toMatchObject({ verdict: 'denied', status: 403, grpcStatus: 7 });
    expect(ask(more, FROM_WEB, 'grpc://api.shop:80/a.B/D')).toMatchObject({ verdict: 'denied', status: 404 });
  });

  test('a rate limit is no refusal', () => {
    const result = ask(api() + server(', accessPolicy: all-unauthenticated') + object('HTTPLocalRateLimitPolicy', 'slow', '{ targetRef: { group: policy.linkerd.io, kind: Server, name: api }, total: { requestsPerSecond: 1 } }'));
    expect(result.verdict).toBe('allowed');
    expect(result.trace).toContainEqual(expect.objectContaining({ object: 'HTTPLocalRateLimitPolicy shop/slow', says: expect.stringContaining('429') }));
  });
});

describe('probes (L4)', () => {
  const deny = api('config.linkerd.io/default-inbound-policy: deny');
  test('HTTP probes are admitted by themselves, on their path alone', () => {
    for (const more of [deny, api() + server(), api() + serverOf('unknown')]) {
      expect(probe(more).verdict).toBe('allowed');
      expect(probe(more, 'http://api.shop:8080/ready', { method: 'POST' }).verdict).toBe('denied');
      expect(probe(more, 'http://api.shop:8080/other').verdict).toBe('denied');
    }
  });

  test.each([
    ['a route is attached', api() + server() + route('all', '[{ matches: [{ path: { value: / } }] }]')],
    ['the port is opaque at the pods', api('config.linkerd.io/opaque-ports: "8080", config.linkerd.io/default-inbound-policy: deny')],
    ['the Server\'s protocol is opaque', api() + serverOf('opaque')], ['the Server\'s protocol is TLS', api() + serverOf('TLS')],
  ])('they are not where %s', (_, more) => {
    expect(probe(more).verdict).toBe('denied');
  });

  test('HTTP/1.1 does not pass a Server of gRPC or HTTP/2', () => {
    expect([serverOf('gRPC'), serverOf('HTTP/2')].map(more => probe(api() + more).verdict)).toEqual(['unroutable', 'unroutable']);
  });

  test('TCP probes always succeed, and gRPC probes need a route', () => {
    expect(probe(api() + server(), 'tcp://api.shop:8080').verdict).toBe('allowed');
    const health = 'grpc://api.shop:8080/grpc.health.v1.Health/Check';
    expect(probe(api() + serverOf('gRPC'), health).verdict).toBe('denied');
    const admitted = route('health', '[{ matches: [{ method: { service: grpc.health.v1.Health, method: Check } }] }]', 'GRPCRoute') + nets('{ networks: [{ cidr: 0.0.0.0/0 }, { cidr: "::/0" }] }') + allow('p', NETS, onRoute('health', 'GRPCRoute'));
    expect(probe(api() + serverOf('gRPC') + admitted, health).verdict).toBe('allowed');
  });
});

test('bytes that are no HTTP: the Server\'s authorization where its protocol is open, and no way through a declared one', () => {
  const tcp = (more: string) => ask(api() + more, FROM_WEB, 'tcp://api.shop:80');
  expect(tcp(serverOf('opaque') + allow('p', WEB_ACCOUNT))).toMatchObject({ verdict: 'allowed', status: null });
  expect(tcp(serverOf('unknown') + allow('p', WEB_ACCOUNT)).verdict).toBe('allowed');
  expect(tcp(serverOf('unknown')).verdict).toBe('denied');
  expect(tcp(server() + allow('p', WEB_ACCOUNT))).toMatchObject({ verdict: 'unroutable', status: 400 });
});

test('odd shapes are no policies', () => {
  const odd = object('AuthorizationPolicy', 'odd', '{ targetRef: { group: policy.linkerd.io, kind: Server, name: api }, requiredAuthenticationRefs: 7 }') + object('Server', 'odd', '7') + pods('odd').replace('containers: [{', 'containers: 3, x: [{');
  expect(ask(api() + server() + odd).verdict).toBe('denied');
});
