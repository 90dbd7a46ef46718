import type { RankedMatch } from '../../../src/manifest/gateway-api/precedence';
import { byPrecedence } from '../../../src/manifest/gateway-api/precedence';
import { routes } from '../../../src/manifest/gateway-api/routes';
import { ManifestObject } from '../../../src/manifest/manifest-object';
import { ManifestSet } from '../../../src/manifest/manifest-set';

const route = (name: string, rules: unknown[], { kind = 'HTTPRoute', ...metadata }: Record<string, string> = {}) =>
  new ManifestObject({ apiVersion: 'gateway.networking.k8s.io/v1', kind, metadata: { name, namespace: 'shop', ...metadata }, spec: { rules } });

/** Names of rules in the order in which a request meets them. */
function order(objects: ManifestObject[], hostname: (name: string) => string = () => ''): string[] {
  const ranked = routes(new ManifestSet(objects)).flatMap(one => one.rules.flatMap(rule => rule.matches.map((match): RankedMatch => ({ route: one, rule, match, hostname: hostname(rule.name!) }))));
  return [...ranked].reverse().sort(byPrecedence).map(({ rule }) => rule.name!);
}

test('an exact path comes before longer prefixes, then method, headers and query parameters count', () => {
  const header = (name: string) => ({ name, value: '1' });
  expect(order([route('a', [
    { name: 'all' },
    { name: 'prefix', matches: [{ path: { value: '/a' } }] },
    { name: 'query', matches: [{ path: { value: '/a' }, queryParams: [header('q')] }] },
    { name: 'header', matches: [{ path: { value: '/a' }, headers: [header('x')] }] },
    { name: 'method', matches: [{ path: { value: '/a' }, method: 'GET' }] },
    { name: 'two headers', matches: [{ path: { value: '/a' }, headers: [header('x'), header('y')] }] },
    { name: 'longer', matches: [{ path: { value: '/a/b' } }] },
    { name: 'exact', matches: [{ path: { type: 'Exact', value: '/' } }] },
  ])])).toEqual(['exact', 'longer', 'method', 'two headers', 'header', 'query', 'prefix', 'all']);
});

test('a slash at the end of a prefix does not make it longer: the first rule wins', () => {
  expect(order([route('a', [{ name: 'first', matches: [{ path: { value: '/a' } }] }, { name: 'second', matches: [{ path: { value: '/a/' } }] }])])).toEqual(['first', 'second']);
});

test('hostnames count before paths: without wildcard first, then the longer', () => {
  const rules = [{ name: '*.long.example.com' }, { name: 'a.example.com' }, { name: '*.example.com', matches: [{ path: { type: 'Exact', value: '/a' } }] }];
  expect(order([route('a', rules)], name => name)).toEqual(['a.example.com', '*.long.example.com', '*.example.com']);
});

test('of equals the older route wins, then the one whose name comes first', () => {
  const rule = (name: string) => [{ name }];
  expect(order([
    route('b', rule('b')), route('a', rule('a')),
    route('y', rule('young'), { creationTimestamp: '2026-02-01T00:00:00Z' }), route('z', rule('old'), { creationTimestamp: '2025-02-01T00:00:00Z' }),
  ])).toEqual(['old', 'young', 'a', 'b']);
});

test('of methods of gRPC, the service counts before the method, and both before headers', () => {
  expect(order([route('a', [
    { name: 'all' },
    { name: 'headers', matches: [{ headers: [{ name: 'x', value: '1' }] }] },
    { name: 'service', matches: [{ method: { service: 'shop.Cart' } }] },
    { name: 'method', matches: [{ method: { service: 'shop.Cart', method: 'Get' } }] },
  ], { kind: 'GRPCRoute' })])).toEqual(['method', 'service', 'headers', 'all']);
});
