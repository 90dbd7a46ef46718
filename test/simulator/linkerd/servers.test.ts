import { simulate } from '../support';
import { allow, api, ask, mesh, MESH, nets, NETS, object, onRoute, probe, route, server, serverOf, WEB_ACCOUNT } from './api';
import { FROM_OTHER, FROM_PLAIN, FROM_WEB, SHOP } from './shop';

/** A Server that lets nobody in: who is refused is selected by it. */
const closed = (selector: string, port: string, name = 'closed') => object('Server', name, `{ podSelector: ${selector}, port: ${port} }`, { api: 'policy.linkerd.io/v1beta3' });
const TWO_NAMES = `${api().replace('ports: [{ name: web, containerPort: 8080 }]', 'ports: [{ name: web, containerPort: 8080 }] }, { name: more, ports: [{ name: web, containerPort: 9090 }, { name: datagrams, protocol: UDP, containerPort: 8080 }]')}`;

describe('a Server is for a port of the pods that it selects', () => {
  test.each([
    ['labels that match', '{ matchLabels: { app: api } }', 'denied'],
    ['labels that do not match', '{ matchLabels: { app: other } }', 'allowed'],
    ['expressions that match', '{ matchExpressions: [{ key: app, operator: In, values: [api, other] }] }', 'denied'],
    ['expressions that do not match', '{ matchExpressions: [{ key: app, operator: DoesNotExist }] }', 'allowed'],
    ['an empty selector is all pods of the namespace', '{}', 'denied'],
  ])('%s', (_, selector, verdict) => {
    expect(ask(api() + closed(selector, '8080')).verdict).toBe(verdict);
  });

  test('pods of other namespaces are not its', () => {
    expect(ask(api() + closed('{}', '8080').replace('namespace: shop', 'namespace: other')).verdict).toBe('allowed');
  });

  test('workloads outside the cluster are not pods', () => {
    expect(ask(api() + object('Server', 'outside', '{ externalWorkloadSelector: { matchLabels: { app: api } }, port: 8080 }', { api: 'policy.linkerd.io/v1beta3' })).verdict).toBe('allowed');
  });

  test.each([
    ['a number that no container declares', '7000', 'http://api.shop:7000/', 'denied'],
    ['a name that two containers have is both ports', 'web', 'http://api.shop:8080/', 'denied'],
    ['and the other', 'web', 'http://api.shop:9090/', 'denied'],
    ['a name of a UDP port', 'datagrams', 'http://api.shop:8080/', 'allowed'],
    ['the port of the Service', '80', 'http://api.shop:8080/', 'allowed'],
  ])('port: %s', (_, port, url, verdict) => {
    expect(ask(TWO_NAMES + closed('{ matchLabels: { app: api } }', port), FROM_WEB, url, { directTo: { app: 'api' } }).verdict).toBe(verdict);
  });

  test('ports of init containers have names too', () => {
    const sidecar = api().replace('spec: { containers', 'spec: { initContainers: [{ name: first, restartPolicy: Always, ports: [{ name: early, containerPort: 7000 }] }], containers');
    expect(ask(sidecar + closed('{}', 'early'), FROM_WEB, 'http://api.shop:7000/', { directTo: { app: 'api' } }).verdict).toBe('denied');
  });
});

describe('of several Servers for a port one counts (L8)', () => {
  const at = (year: number) => `, creationTimestamp: "${year}-01-01T00:00:00Z"`;
  const forAll = allow('all', '', '{ group: policy.linkerd.io, kind: Server, name: b }');
  const routeOfB = route('r', '[{}]').replace('name: api }', 'name: b }') + allow('on-route', '', onRoute('r'));

  test('policies of one that is hidden admit nobody', () => {
    expect(ask(api() + server('', 'a', at(2023)) + server('', 'b', at(2024)) + forAll)).toMatchObject({ verdict: 'denied', decidedBy: [{ kind: 'Server', name: 'a' }] });
    expect(ask(api() + server('', 'a', at(2025)) + server('', 'b', at(2024)) + forAll).verdict).toBe('allowed');
  });

  test('nor do its routes', () => {
    expect(ask(api() + server('', 'a', at(2023)) + server('', 'b', at(2024)) + routeOfB)).toMatchObject({ verdict: 'denied', status: 403 });
    expect(ask(api() + server('', 'a', at(2025)) + server('', 'b', at(2024)) + routeOfB).verdict).toBe('allowed');
  });

  test('the trace names the one that is hidden', () => {
    expect(ask(api() + server('', 'a') + server('', 'b')).trace).toContainEqual(expect.objectContaining({ object: 'Server shop/b', says: expect.stringContaining('does not count') }));
  });
});

describe('authentication', () => {
  const CLUSTER_CALLER = { ...FROM_PLAIN, ip: '10.1.2.3' };
  const OUTSIDE = { ...FROM_PLAIN, ip: '203.0.113.7' };
  const authorization = (client: string) => object('ServerAuthorization', 's', `{ server: { selector: { matchLabels: { team: a } } }, client: ${client} }`, { api: 'policy.linkerd.io/v1beta1' });
  const labelled = server('', 'api', ', labels: { team: a }');

  test.each([
    ['no networks are the cluster\'s', '{ unauthenticated: true }', 'allowed', 'denied'],
    ['networks are those that it lists', '{ unauthenticated: true, networks: [{ cidr: 203.0.113.0/24 }] }', 'denied', 'allowed'],
    ['and not what they except', '{ unauthenticated: true, networks: [{ cidr: 203.0.113.0/24, except: [203.0.113.0/28] }] }', 'denied', 'denied'],
  ])('ServerAuthorization: %s', (_, client, cluster, outside) => {
    expect([CLUSTER_CALLER, OUTSIDE].map(from => ask(api() + labelled + authorization(client), from).verdict)).toEqual([cluster, outside]);
  });

  test.each([['unauthenticatedTLS: true'], ['identities: ["*"]']])('ServerAuthorization: meshTLS { %s } is any caller of the mesh', mtls => {
    expect([FROM_WEB, FROM_OTHER, CLUSTER_CALLER].map(from => ask(api() + labelled + authorization(`{ meshTLS: { ${mtls} } }`), from).verdict)).toEqual(['allowed', 'allowed', 'denied']);
  });

  test('no networks in a NetworkAuthentication are everybody\'s (L5)', () => {
    expect(ask(api() + server() + nets('{ networks: [] }') + allow('p', NETS), OUTSIDE).verdict).toBe('allowed');
  });

  test.each([
    ['a ServiceAccount of the policy\'s namespace where none is said', '{ identityRefs: [{ kind: ServiceAccount, name: caller }] }', 'denied'],
    ['a ServiceAccount of the namespace that is said', '{ identityRefs: [{ kind: ServiceAccount, name: caller, namespace: other }] }', 'allowed'],
    ['a Namespace is a whole label', '{ identityRefs: [{ kind: Namespace, name: ther }] }', 'denied'],
    ['an identity is compared as a whole', '{ identities: [caller.other] }', 'denied'],
    ['a SPIFFE identity is nobody\'s in the cluster', '{ identities: ["spiffe://cluster.local/ns/other/sa/caller"] }', 'denied'],
    ['nobody where the list is empty', '{ identities: [] }', 'denied'],
  ])('MeshTLSAuthentication: %s', (_, spec, verdict) => {
    expect(ask(api() + server() + mesh(spec) + allow('p', MESH), FROM_OTHER).verdict).toBe(verdict);
  });

  test('two networks, or networks and two identities, are a policy without effect (L5)', () => {
    expect(ask(api() + server() + nets('{ networks: [] }') + allow('p', `${NETS}, ${NETS}`)).verdict).toBe('denied');
  });

  test('a policy on another namespace is none here', () => {
    expect(ask(api() + server() + allow('p', WEB_ACCOUNT, '{ kind: Namespace, name: other }')).verdict).toBe('denied');
  });

  test.each([
    ['the kubelet', { kubelet: true }], ['pods outside the mesh', FROM_PLAIN], ['an address outside the cluster', { ip: '203.0.113.7' }],
    ['pods that skip the port on their way out', { namespace: 'shop', labels: { app: 'skipper' } }],
  ])('an identity takes mutual TLS of the mesh: %s have none', (_, from) => {
    const skipper = `
---
apiVersion: v1
kind: Pod
metadata: { name: skipper, namespace: shop, labels: { app: skipper }, annotations: { config.linkerd.io/skip-outbound-ports: "8080" } }
spec: { serviceAccountName: web, containers: [{ name: main }] }`;
    expect(ask(api() + skipper + server(', accessPolicy: all-authenticated'), from, 'http://api.shop:8080/', { directTo: { app: 'api' } })).toMatchObject({ verdict: 'denied', status: 403 });
  });
});

describe('what is no policy of Linkerd\'s', () => {
  test('a namespace that refuses by default is still open where a Server is', () => {
    const deny = SHOP.replace('linkerd.io/inject: enabled', 'linkerd.io/inject: enabled, config.linkerd.io/default-inbound-policy: deny');
    expect(simulate(deny + api() + server(', accessPolicy: all-unauthenticated'), { from: FROM_PLAIN, to: 'http://api.shop/' }).verdict).toBe('allowed');
  });

  test.each(['audit', 'all-authenticated', 'all-unauthenticated'])('beside accessPolicy %s what routes say of callers has no effect (L2)', policy => {
    const more = api() + server(`, accessPolicy: ${policy}`) + route('r', '[{}]') + allow('p', WEB_ACCOUNT, onRoute('r'));
    expect(ask(more, FROM_OTHER).verdict).toBe('allowed');
  });
});

describe('probes of other kinds (L4)', () => {
  const deny = api('config.linkerd.io/default-inbound-policy: deny');
  test('HTTPS probes are refused', () => {
    expect(probe(deny.replace('port: web } }', 'port: web, scheme: HTTPS } }'), 'https://api.shop:8080/ready').verdict).toBe('denied');
  });

  test('a gRPC probe of a port that is not gRPC needs an HTTPRoute of its path', () => {
    const health = 'grpc://api.shop:8080/grpc.health.v1.Health/Check';
    expect(probe(api() + serverOf('HTTP/2'), health).verdict).toBe('denied');
    const admitted = route('health', '[{ matches: [{ method: POST, path: { type: Exact, value: /grpc.health.v1.Health/Check } }] }]') + allow('p', '', onRoute('health'));
    expect(probe(api() + serverOf('HTTP/2') + admitted, health).verdict).toBe('allowed');
  });

  test('once a route is attached an HTTP probe needs one as well', () => {
    const attached = api() + server() + route('r', '[{ matches: [{ path: { value: /r } }] }]');
    expect(probe(attached)).toMatchObject({ verdict: 'denied', status: 404 });
    const admitted = route('ready', '[{ matches: [{ method: GET, path: { type: Exact, value: /ready } }] }]') + allow('p', '', onRoute('ready'));
    expect(probe(attached + admitted).verdict).toBe('allowed');
  });

  test('a route that is not used leaves the probe\'s own in place', () => {
    expect(probe(api() + server() + route('x', '[{ filters: [{ type: URLRewrite }] }]')).verdict).toBe('allowed');
  });

  test('a TCP probe proves nothing: it succeeds where every caller is refused', () => {
    expect(probe(deny, 'tcp://api.shop:8080').verdict).toBe('allowed');
    expect(ask(deny, FROM_WEB, 'tcp://api.shop:80').verdict).toBe('denied');
  });
});

describe('rate limits', () => {
  const limit = (name: string, target = 'api', meta = '') => object('HTTPLocalRateLimitPolicy', name, `{ targetRef: { group: policy.linkerd.io, kind: Server, name: ${target} }, total: { requestsPerSecond: 1 } }`, { meta });
  const says = (more: string) => (name: string) => ask(api() + more).trace.filter(({ object: said }) => said === `HTTPLocalRateLimitPolicy shop/${name}`).map(line => line.says);
  const open = (protocol: string) => serverOf(protocol, ', accessPolicy: all-unauthenticated');

  test('one counts for a Server: the oldest, then the name', () => {
    const both = says(open('HTTP/1') + limit('b') + limit('a'));
    expect([both('a'), both('b')]).toEqual([[expect.stringContaining('429')], [expect.stringContaining('does not count')]]);
    const aged = says(open('HTTP/1') + limit('a', 'api', ', creationTimestamp: "2025-01-01T00:00:00Z"') + limit('b', 'api', ', creationTimestamp: "2024-01-01T00:00:00Z"'));
    expect([aged('a'), aged('b')]).toEqual([[expect.stringContaining('does not count')], [expect.stringContaining('429')]]);
  });

  test('one of another Server is none of this one', () => {
    expect(says(open('HTTP/1') + limit('a', 'else'))('a')).toEqual([]);
  });

  test.each([['HTTP/1', '429'], ['HTTP/2', '429'], ['unknown', '429'], ['gRPC', 'does not reach'], ['opaque', undefined], ['TLS', undefined]])('of protocol %s it says %s', (protocol, expected) => {
    expect(says(open(protocol) + limit('a'))('a')).toEqual(expected === undefined ? [] : [expect.stringContaining(expected)]);
  });
});
