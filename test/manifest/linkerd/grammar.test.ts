import { goDuration, linkerdDuration, singleUnit } from '../../../src/manifest/linkerd/duration';
import { covers, network } from '../../../src/manifest/linkerd/networks';
import { listsPort, portList } from '../../../src/manifest/linkerd/port-list';
import { rustRegexProblem } from '../../../src/manifest/linkerd/rust-regex';

test.each([['0', 0], ['0s', 0], ['250ms', 250], [' 90s ', 90_000], ['2m', 120_000], ['1h', 3_600_000], ['1d', 86_400_000]])('Linkerd takes %j for %d ms', (text, ms) => {
  expect(linkerdDuration(text)).toEqual({ ms });
});

test.each([['1m30s', '90s'], ['0.5s', '500ms'], ['1h0m', '1h'], ['5', '5s'], ['2000us', '2ms']])('of %j, which it does not take, %j is said instead', (text, instead) => {
  expect(linkerdDuration(text)).toMatchObject({ instead, problem: expect.any(String) });
});

test.each(['-1s', 'soon', '', '1 s', '1.5us'])('there is nothing to say instead of %j', text => {
  expect(linkerdDuration(text)).not.toHaveProperty('ms');
  expect(linkerdDuration(text)).not.toHaveProperty('instead');
});

test.each([['1h2m3.5s', 3_723_500], ['-2s', -2000], ['+.5s', 500], ['0', 0], ['5', undefined], ['1d', undefined], ['s', undefined]])('Go takes %j for %p ms', (text, ms) => {
  expect(goDuration(text)).toBe(ms);
});

test.each([[0, '0s'], [1, '1ms'], [1500, '1500ms'], [60_000, '1m'], [90_000, '90s'], [7_200_000, '2h'], [86_400_000, '24h']])('%d ms are written %j', (ms, text) => {
  expect(singleUnit(ms)).toBe(text);
  expect(linkerdDuration(text)).toEqual({ ms });
});

test('a list of ports holds ports, ranges and, apart from them, what is neither', () => {
  const list = portList('25, 3000-3010,mysql,99999,9-1,');
  expect([25, 3000, 3010, 2999, 3011].map(port => listsPort(list, port))).toEqual([true, true, true, false, false]);
  expect(list.others).toEqual(['mysql', '99999', '9-1']);
});

test('networks cover what begins with their bits, of their own family', () => {
  const inside = (outer: string, inner: string) => covers(network(outer)!, network(inner)!);
  expect(inside('10.0.0.0/9', '10.127.0.1')).toBe(true);
  expect(inside('10.0.0.0/9', '10.128.0.0/16')).toBe(false);
  expect(inside('10.0.0.0/9', '10.0.0.0/8')).toBe(false);
  expect(inside('fd00::/8', 'fdab::1')).toBe(true);
  expect(inside('0.0.0.0/0', '::1')).toBe(false);
  expect(['10.0.0/8', '10.0.0.0/33', '::/129', 'x', '1.2.3.4.5', '0x7f.1'].map(network)).toEqual(Array(6).fill(undefined));
});

test.each(['', '^/a(?:/.*)?$', 'a**', '[]a]', '[^]a]', '[a-]', '[-a]', '[[:alpha:]_]', '[a&&b]', '\\x41\\u{263A}', '\\b{start}a', '(?P<x>a)(?<y>b)', '(?i)a', 'a}', 'a]', '\\<a\\>', '[a--b]'])('Rust compiles %j', expression => {
  expect(rustRegexProblem(expression)).toBeUndefined();
});
