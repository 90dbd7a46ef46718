import { schemeOfUrl } from '../../src/admission/cel/go-url';
import { celName } from '../../src/admission/cel/value';
import { formatOf } from '../../src/admission/schema/format';
import { lengthOf } from '../../src/admission/schema/issue';
import { nearest } from '../../src/manifest/nearest';
import { WORDED_PATTERNS, patternWords } from '../../src/admission/schema/pattern-words';
import { matchesPattern } from '../../src/admission/schema/pattern';
import { kindsOfBundle } from '../../src/manifest/schemas/bundles';
import type { JsonSchema } from '../../src/manifest/schemas/json-schema';
import { subschemas } from '../../src/manifest/schemas/json-schema';

/** Every pattern in the schemas. */
function schemaPatterns(): string[] {
  const below = (schema: JsonSchema): JsonSchema[] => [schema, ...subschemas(schema).flatMap(below)];
  return (['istio-1.30.3', 'gateway-api-1.5.1-experimental', 'linkerd-2.20'] as const).flatMap(kindsOfBundle)
    .flatMap(({ versions }) => versions).flatMap(({ schema }) => below(schema!)).flatMap(({ pattern }) => pattern ?? []);
}

describe('patterns', () => {
  test.each([
    ['^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$', ['a', 'a.b', 'a-b.c1'], ['', 'a.', 'A', 'a..b', 'a\n']],
    ['^[!-~]+([\\t ]?[!-~]+)*$', ['a', 'a b', 'a\tb'], ['', ' a', 'a  b', 'é']],
    ['^(?i)\\.?[a-z_]+$', ['A', '.b'], ['1']],
    ['^[^/]$', ['a', '😀'], ['/', 'ab']],
    ['b', ['abc'], ['ac']],
    ['^.$', ['a', '\u2028'], ['\n', '']],
    ['^\\s$', [' '], ['\u00a0', '\v']],
  ])('%s is read as Go reads it', (pattern, good, bad) => {
    expect(good.filter(text => !matchesPattern(pattern, text))).toEqual([]);
    expect(bad.filter(text => matchesPattern(pattern, text))).toEqual([]);
  });

  test('takes no long time for any text', () => {
    const start = Date.now();
    expect(matchesPattern('^[!-~]+([\\t ]?[!-~]+)*$', `${'a'.repeat(4_096)}\n`)).toBe(false);
    expect(matchesPattern('^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$', `${'a'.repeat(200_000)}_`)).toBe(false);
    expect(Date.now() - start).toBeLessThan(5_000);
  });
});

test.each(WORDED_PATTERNS)('there are words for %s, of a schema, and the example matches', pattern => {
  expect(matchesPattern(pattern, patternWords(pattern)!.example)).toBe(true);
  expect(schemaPatterns()).toContain(pattern);
});

test.each([
  ['http://example.com/a', 'http'], ['HTTPS://example.com:8443', 'https'], ['oci://ghcr.io/a/b:1', 'oci'], ['file:///opt/a.wasm', 'file'],
  ['localhost:5000/a', 'localhost'], ['/a', ''], ['//example.com/a', ''], ['http://[::1]:80/', 'http'], ['http://user:secret@host/', 'http'],
  ['example.com/a', undefined], ['', undefined], [':a', undefined], ['http://a:port/', undefined], ['http://a b/', undefined], ['http://a/%zz', undefined],
  ['http://[::1/', undefined], ['http://us er@host/', undefined], ['http://a\n', undefined],
])('the scheme of %j is %j', (text, scheme) => {
  expect(schemeOfUrl(text)).toBe(scheme);
});

test.each([
  ['int32', [0, -2147483648, 'text'], [2147483648, -2147483649]],
  ['ipv4', ['10.0.0.1', 5], ['10.0.0.256', '::1', '10.0.0']],
  ['ipv6', ['::1', '2001:db8::1'], ['10.0.0.1', 'fe80::1%eth0']],
  ['byte', ['', 'aGk=', 'aG\nk='], ['aGk', '***']],
  ['duration', ['1s', '1h30m', '-1.5s', '0', '22 ns', '2 days'], ['', '1', 'soon', '1x']],
  ['date-time', ['2026-01-31T08:00:00Z', '2024-02-29T23:59:59.5+01:00'], ['2026-02-29T00:00:00Z', '2026-01-31', '2026-13-01T00:00:00Z', '2026-01-31T24:00:00Z']],
  ['quantity', ['1', '0.5', '500m', '1Gi', '1e3', '.5', 2], ['1x', '', true]],
])('of format %s', (name, good, bad) => {
  const format = formatOf(name)!;

  expect(good.filter(value => !format.accepts(value))).toEqual([]);
  expect(bad.filter(value => format.accepts(value))).toEqual([]);
  expect(format.accepts(name === 'quantity' || name.startsWith('int') ? Number.parseFloat(format.example) : format.example)).toBe(true);
});

test.each([
  ['rote', ['route', 'retries', 'timeout'], 'route'],
  ['Hosts', ['host', 'hosts'], 'hosts'],
  ['host', ['hosts', 'http'], 'hosts'],
  ['retry', ['route', 'retries'], 'retries'],
  ['match_labels', ['matchLabels', 'matchExpressions'], 'matchLabels'],
  ['nmae', ['name', 'kind'], 'name'],
  ['to', ['on', 'from'], undefined],
  ['something', ['name', 'kind'], undefined],
])('what %s may mean of %j is %s', (word, candidates, meant) => {
  expect(nearest(word, candidates)).toBe(meant);
});

test.each([['namespace', '__namespace__'], ['x-y', 'x__dash__y'], ['a.b/c', 'a__dot__b__slash__c'], ['a__b', 'a__underscores__b'], ['name', 'name']])('rules know %s as %s', (field, name) => {
  expect(celName(field)).toBe(name);
});

test('text is as long as it has code points', () => {
  expect([lengthOf('abc'), lengthOf('é'), lengthOf('😀😀')]).toEqual([3, 1, 2]);
});
