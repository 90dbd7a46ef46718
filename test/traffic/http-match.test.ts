import { CanaryRelease, HttpMatch, HttpMethod, Mesh, ServicePort, StringMatch, TrafficSplit } from '../../src';
import { manifests, MESHES, shop, v1, v2 } from '../support/app';
import { meaningOf } from '../support/meaning';
import { BAD, refusal } from '../support/refusals';

const exact = StringMatch.exact('1');
const h = (name: string, value = exact) => HttpMatch.header(name, value);

function meaning(plane: string, match: HttpMatch[], port = ServicePort.http(80)): string[] {
  const s = shop(Mesh.fromName(plane));
  new CanaryRelease(s.chart, 'canary', { service: s.service('cart', port), stable: v1, canary: v2, weight: 0, match });
  return meaningOf(plane, manifests(s.app));
}

const matched = (words: string) => [`port 80: ${words} → v2`, 'port 80: else → v1'];

describe.each(MESHES)('on %s', plane => {
  test.each<[string, HttpMatch[], string]>([
    ['a header, whatever the case of its name', [h('X-Canary')], 'header x-canary = 1'],
    ['the beginning of a header', [h('x-canary', StringMatch.prefix('be.ta'))], 'header x-canary starts with be.ta'],
    ['a header by expression', [h('x-canary', StringMatch.regex('a|ab'))], 'header x-canary ~ a|ab'],
    ['a query parameter, its name as it is', [HttpMatch.query('Canary', exact)], 'query Canary = 1'],
    ['a query parameter by expression', [HttpMatch.query('q', StringMatch.regex('v[0-9]+'))], 'query q ~ v[0-9]+'],
    ['a path', [HttpMatch.pathExact('/a/b%20c')], 'path = /a/b%20c'],
    ['a path of gRPC', [HttpMatch.pathExact('/shop.Cart/Get')], 'path = /shop.Cart/Get'],
    ['whole path segments', [HttpMatch.pathPrefix('/foo')], 'path under /foo'],
    ['whole path segments, whatever slash ends them', [HttpMatch.pathPrefix('/foo/')], 'path under /foo'],
    ['every path, beside another condition', [HttpMatch.all(HttpMatch.pathPrefix('/'), h('a'))], 'header a = 1'],
    ['a method', [HttpMatch.method(HttpMethod.DELETE)], 'method DELETE'],
    ['all of several conditions', [HttpMatch.all(h('a'), HttpMatch.pathPrefix('/x'), HttpMatch.method(HttpMethod.GET), HttpMatch.query('q', exact), h('b'))],
      'header a = 1 and header b = 1 and method GET and path under /x and query q = 1'],
    ['any of several matches', [HttpMatch.pathExact('/a'), h('a'), HttpMatch.pathPrefix('/b')], 'header a = 1 or path = /a or path under /b'],
    ['all of all', [HttpMatch.all(HttpMatch.all(h('a'), h('b')), h('c'))], 'header a = 1 and header b = 1 and header c = 1'],
  ])('%s', (_, match, words) => {
    expect(meaning(plane, match)).toEqual(matched(words));
  });

  test('as many matches as a rule may have, and more', () => {
    const names = Array.from({ length: 70 }, (_, i) => `h${String(i).padStart(2, '0')}`);
    const words = meaning(plane, names.map(name => h(name)));
    const said = words.slice(0, -1).flatMap(line => /^port 80: (.*) → v2$/.exec(line)![1]!.split(' or '));
    expect(said.sort()).toEqual(names.map(name => `header ${name} = 1`));
    expect(words.at(-1)).toBe('port 80: else → v1');
  });
});

describe('a path by expression', () => {
  const match = [HttpMatch.pathRegex('/v[0-9]+/.*')];

  test.each(['istio-sidecar', 'linkerd', 'istio-ambient'])('%s', plane => {
    expect(meaning(plane, match)).toEqual(matched('path ~ /v[0-9]+/.*'));
  });

  test('has no place of its own on the Gateway API', () => {
    expect(() => meaning('gateway-api', match)).toThrow(/^\[shop\/canary\] a request can match both .* and which of them comes first is up to the implementation where a path is a regular expression; use exact paths/);
  });

  const beside = (plane: string) => {
    const s = shop(Mesh.fromName(plane));
    const versions = [{ version: v1, weight: 100, match }, { version: v2, weight: 0, match: [HttpMatch.pathPrefix('/v1')] }];
    new TrafficSplit(s.chart, 'split', { service: s.service('cart', ServicePort.http(80)), versions });
    return meaningOf(plane, manifests(s.app));
  };

  test.each(['istio-sidecar', 'linkerd'])('comes before a prefix on %s', plane => {
    expect(beside(plane)).toEqual(['port 80: path ~ /v[0-9]+/.* → v1', 'port 80: path under /v1 → v2', 'port 80: else → v1']);
  });

  test('is refused where ambient would take the prefix first', () => {
    expect(() => beside('istio-ambient')).toThrow(/the first must win, but a waypoint tries regular expressions on paths last/);
  });
});

describe('gRPC on Linkerd tells calls apart by service, method and headers', () => {
  test.each<[HttpMatch, string]>([
    [HttpMatch.pathExact('/shop.Cart/Get'), 'path = /shop.Cart/Get'], [HttpMatch.pathPrefix('/shop.Cart'), 'path under /shop.Cart'],
    [HttpMatch.all(HttpMatch.pathPrefix('/shop.Cart'), h('a', StringMatch.prefix('x'))), 'header a starts with x and path under /shop.Cart'], [h('a'), 'header a = 1'],
  ])('%#', (match, words) => {
    expect(meaning('linkerd', [match], ServicePort.grpc(80))).toEqual(matched(words));
  });

  test.each<[HttpMatch, RegExp]>([
    [HttpMatch.pathPrefix('/'), /prefix path "\/" on gRPC port 80: Linkerd tells calls apart by service and method/],
    [HttpMatch.pathExact('/healthz'), /exact path "\/healthz" on gRPC port 80: .*; write the exact path "\/package\.Service\/Method"/],
    [HttpMatch.pathRegex('/a.*'), /regex path "\/a\.\*" on gRPC port 80/],
    [HttpMatch.method(HttpMethod.GET), /linkerd does not support match-method on port 80 \(grpc\) of service "cart": every gRPC call is a POST/],
    [HttpMatch.query('a', exact), /linkerd does not support match-query on port 80 \(grpc\) of service "cart": gRPC calls have no query/],
  ])('refuses %#', (match, message) => {
    expect(() => meaning('linkerd', [match], ServicePort.grpc(80))).toThrow(message);
  });
});

describe('what is refused', () => {
  test.each<[string, HttpMatch, string | RegExp]>([
    ['no condition', HttpMatch.all(), ' has no condition and would match every request; name one'],
    ['two paths', HttpMatch.all(HttpMatch.pathExact('/a'), HttpMatch.pathPrefix('/a')), ' has two paths in one HttpMatch.all, and a request has one; list them as two matches'],
    ['two methods', HttpMatch.all(HttpMatch.method(HttpMethod.GET), HttpMatch.method(HttpMethod.PUT)), ' has two methods in one HttpMatch.all, and a request has one; list them as two matches'],
    ['a header twice', HttpMatch.all(h('A'), h('a')), ': header "a" stands twice in one HttpMatch.all; join the two into one value'],
    ['a query parameter twice', HttpMatch.all(HttpMatch.query('a', exact), HttpMatch.query('a', exact)), ': query "a" stands twice in one HttpMatch.all; join the two into one value'],
    ['a header with a blank', h('a b'), ': header "a b" must have a name of letters, digits and !#$%&\'*+-.^_`|~, at most 256'],
    ['a header without a name', h(''), /: header "" must have a name of letters, digits/],
    ['a pseudo-header', h(':authority'), /: header ":authority" must have a name/],
    ['a long name', h('a'.repeat(257)), /must have a name of letters, digits and .*, at most 256$/],
    ['a query parameter with a bracket', HttpMatch.query('a[]', exact), /: query "a\[\]" must have a name of letters/],
    ['17 headers', HttpMatch.all(...Array.from({ length: 17 }, (_, i) => h(`h${i}`))), ' has 17 header conditions; data planes take 16'],
    ['a path without /', HttpMatch.pathExact('a'), ': path "a" must start with "/"'],
    ['an empty path', HttpMatch.pathExact(''), ': path "" must start with "/"'],
    ['a prefix without /', HttpMatch.pathPrefix('a/'), ': path "a/" must start with "/"'],
    ['//', HttpMatch.pathPrefix('/a//b'), ': path "/a//b" must not contain "//", "/./", "/../" or "%2F"'],
    ['/./', HttpMatch.pathPrefix('/a/./b'), /must not contain "\/\/"/],
    ['/..', HttpMatch.pathExact('/a/..'), /must not contain "\/\/"/],
    ['%2f', HttpMatch.pathExact('/a%2fb'), ': path "/a%2fb" must not contain "//", "/./", "/../" or "%2F"'],
    ['a blank', HttpMatch.pathExact('/a b'), /: path "\/a b" has characters that a path cannot have; use letters, digits/],
    ['a query string', HttpMatch.pathExact('/a?b=c'), /: path "\/a\?b=c" has characters that a path cannot have; .* without query string and fragment/],
    ['a fragment', HttpMatch.pathPrefix('/a#b'), /characters that a path cannot have/],
    ['a bad escape', HttpMatch.pathExact('/a%zz'), /characters that a path cannot have/],
    ['a letter beyond ASCII', HttpMatch.pathExact('/ä'), /characters that a path cannot have/],
    ['a variable', HttpMatch.pathPrefix('/{id}'), /characters that a path cannot have/],
    ['a long path', HttpMatch.pathExact(`/${'a'.repeat(1024)}`), ': the path has 1025 characters; use at most 1024'],
    ['an empty expression', HttpMatch.pathRegex(''), /: "" is no regular expression in RE2 syntax \(it is empty\)/],
    ['a broken expression', HttpMatch.pathRegex('/('), /: "\/\(" is no regular expression in RE2 syntax \(.*\); lookaround and back-references do not exist there/],
    ['lookahead', HttpMatch.pathRegex('/(?!a)b'), /: "\/\(\?!a\)b" is no regular expression in RE2 syntax/],
  ])('%s', (_, match, message) => {
    const s = shop();
    const service = s.service('cart', ServicePort.http(80));
    const said = refusal(s, () => new CanaryRelease(s.chart, BAD, { service, stable: v1, canary: v2, weight: 0, match: [h('fine'), match] }));
    const prefix = '[shop/bad] canary.match[1]';
    expect(said.startsWith(prefix)).toBe(true);
    expect(said.slice(prefix.length)).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });
});
