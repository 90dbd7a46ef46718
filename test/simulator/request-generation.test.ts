import { services } from '../../src/manifest/services';
import { examplesOf } from '../../src/simulator/pattern-example';
import { probesOf } from '../../src/simulator/request-generation';
import { setOf } from '../manifest/istio/set-of';
import { SHOP } from './shop';

function titles(manifests: string, withEdges = false, port = 'http'): string[] {
  const set = setOf(`${SHOP.replace('name: http, port: 7070', `name: ${port}, port: 7070`)}---\n${manifests}`);
  const service = services(set).find(({ name }) => name === 'cart')!;
  return probesOf(set, service, service.ports[0]!, withEdges).map(({ title }) => title);
}

const object = (apiVersion: string, kind: string, spec: string, name = 'cart'): string => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name}, namespace: shop }\nspec: ${spec}\n`;
const POLICY = (rule: string): string => object('security.istio.io/v1', 'AuthorizationPolicy', `{ rules: [${rule}] }`);
const ROUTE = (match: string, kind = 'HTTPRoute'): string => object('gateway.networking.k8s.io/v1', kind, `{ parentRefs: [{ kind: Service, group: "", name: cart }], rules: [{ matches: [${match}] }] }`);

test.each<[string, string, string[]]>([
  ['no rules', '', ['GET /']],
  ['methods and paths of a policy', POLICY('{ to: [{ operation: { methods: [GET, POST], paths: [/cart/*] } }] }'), ['PATCH /any-other', 'GET /cart/any', 'POST /cart/any']],
  ['what a policy excepts', POLICY('{ to: [{ operation: { notPaths: [/admin] } }] }'), ['GET /any-other', 'GET /admin']],
  ['hosts of a policy', POLICY('{ to: [{ operation: { hosts: ["*.example.com"] } }] }'), ['GET /', 'GET /, host: any.example.com']],
  ['headers of a policy', POLICY('{ when: [{ key: "request.headers[X-A]", values: ["b*"] }] }'), ['GET /', 'GET /, x-a: bany']],
  ['matches of an HTTPRoute', ROUTE('{ path: { value: /cart }, method: GET, headers: [{ name: X-A, value: "1" }], queryParams: [{ name: q, value: a b }] }'), ['PATCH /any-other', 'GET /cart?q=a%20b, x-a: 1', 'GET /cart/any?q=a%20b, x-a: 1']],
  ['an HTTPRoute of another service', ROUTE('{ path: { value: /cart } }').replace('name: cart }]', 'name: idle }]'), ['GET /']],
  ['matches of a VirtualService', object('networking.istio.io/v1', 'VirtualService', '{ hosts: [cart], http: [{ match: [{ uri: { prefix: /cart }, method: { exact: PUT } }, { uri: { regex: "/v[0-9]+/.*" } }], route: [{ destination: { host: cart } }] }] }'), ['GET /any-other', 'PUT /cartany', 'GET /v1/any']],
  ['routes of a ServiceProfile', object('linkerd.io/v1alpha2', 'ServiceProfile', '{ routes: [{ condition: { method: GET, pathRegex: "/cart/[^/]*" } }] }', 'cart.shop.svc.cluster.local'), ['PATCH /any-other', 'GET /cart/any']],
])('%s', (_, manifests, expected) => expect(titles(manifests)).toEqual(expected));

test('gRPC methods', () => {
  expect(titles(ROUTE('{ method: { service: shop.Cart, method: Get } }, { method: { service: shop.Cart } }', 'GRPCRoute'), false, 'grpc')).toEqual(['grpc /any.Other/Call', 'grpc /shop.Cart/Get', 'grpc /shop.Cart/any']);
});

test('a TCP port is only connected to', () => {
  expect(titles(POLICY('{ to: [{ operation: { paths: [/cart] } }] }'), false, 'tcp')).toEqual(['tcp']);
});

test('edges: just outside of each path, method and header', () => {
  expect(titles(ROUTE('{ path: { type: Exact, value: /cart }, method: GET, headers: [{ name: x-a, value: "1" }] }'), true)).toEqual([
    'PATCH /any-other', 'GET /cart, x-a: 1', 'GET /cartany, x-a: 1', 'GET /cart/, x-a: 1', 'PATCH /cart, x-a: 1', 'GET /cart', 'GET /cart, x-a: 1any', 'GET /cart, x-a: other',
  ]);
});

test.each<[string, string | undefined]>([
  ['/cart', '/cart'], ['/cart/*', '/cart/any'], ['*/info', 'any/info'], ['/a/{*}/b', '/a/any/b'], ['/a/{**}', '/a/any/any'],
  ['~/v(1|2)/x', '/v1/x'], ['~^/a/\\d+$', '/a/1'], ['~/a\\.b', '/a.b'], ['~(?<x>', undefined], ['~b{3}', undefined], ['~(?i)/Foo', '/Foo'], ['~.+', 'any'],
])('an example of %s', (pattern, example) => expect(examplesOf(pattern).inside).toBe(example));
