import { CanaryRelease, HttpMatch, Mesh, ServicePort, StringMatch } from '../../src';
import { manifests, MESHES, shop, v1, v2 } from '../support/app';
import { meaningOf } from '../support/meaning';
import { BAD, refusal } from '../support/refusals';

describe.each(MESHES)('on %s', plane => {
  function said(value: StringMatch, make = HttpMatch.header): string {
    const s = shop(Mesh.fromName(plane));
    new CanaryRelease(s.chart, 'canary', { service: s.service('cart', ServicePort.http(80)), stable: v1, canary: v2, weight: 0, match: [make('x', value)] });
    return meaningOf(plane, manifests(s.app))[0]!;
  }

  test.each<[StringMatch, string]>([
    [StringMatch.exact('1'), '= 1'], [StringMatch.exact('a.*b'), '= a.*b'], [StringMatch.exact('Mozilla/5.0 (X11; Linux)'), '= Mozilla/5.0 (X11; Linux)'],
    [StringMatch.prefix('a'), 'starts with a'], [StringMatch.prefix('a.b+c(d)[e]{f}|g^h$i\\j'), 'starts with a.b+c(d)[e]{f}|g^h$i\\j'],
    [StringMatch.regex('(?i)beta|canary'), '~ (?i)beta|canary'], [StringMatch.regex('^a$'), '~ ^a$'], [StringMatch.regex('[[:alpha:]]{1,3}'), '~ [[:alpha:]]{1,3}'],
  ])('%#', (value, words) => {
    expect(said(value)).toBe(`port 80: header x ${words} → v2`);
    expect(said(value, HttpMatch.query)).toBe(`port 80: query x ${words} → v2`);
  });
});

test.each<[string, StringMatch, string | RegExp]>([
  ['nothing', StringMatch.exact(''), 'the value is empty; say what it must be'],
  ['the beginning of anything', StringMatch.prefix(''), 'the value is empty; say what it must be'],
  ['an empty expression', StringMatch.regex(''), 'the value is empty; say what it must be'],
  ['too long', StringMatch.exact('a'.repeat(1025)), 'the value has 1025 characters; use at most 1024'],
  ['an open bracket', StringMatch.regex('[a'), /^"\[a" is no regular expression in RE2 syntax \(.*\); lookaround and back-references do not exist there$/],
  ['a back-reference', StringMatch.regex('(a)\\1'), /is no regular expression in RE2 syntax/],
  ['lookbehind', StringMatch.regex('(?<=a)b'), /is no regular expression in RE2 syntax/],
  ['a possessive repetition', StringMatch.regex('a++'), /is no regular expression in RE2 syntax/],
  ['too many repetitions', StringMatch.regex('a{1001}'), /is no regular expression in RE2 syntax/],
])('refuses %s', (_, value, message) => {
  const s = shop();
  const service = s.service('cart', ServicePort.http(80));
  const say = (match: HttpMatch) => refusal(s, () => new CanaryRelease(s.chart, BAD, { service, stable: v1, canary: v2, weight: 0, match: [match] }));
  for (const [what, match] of [['header', HttpMatch.header('x', value)], ['query', HttpMatch.query('x', value)]] as const) {
    const prefix = `[shop/bad] canary.match[0]: ${what} "x": `;
    const said = say(match);
    expect(said.startsWith(prefix)).toBe(true);
    expect(said.slice(prefix.length)).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  }
});

// The API server takes no other characters in a header value of a route, and no proxy ever sees a blank at the edge of one.
describe.each(MESHES)('a header value that no request has is refused on %s', plane => {
  const refused = (value: StringMatch) => {
    const s = shop(Mesh.fromName(plane));
    const service = s.service('cart', ServicePort.http(80));
    const match = [HttpMatch.header('x', value)];
    return refusal(s, () => new CanaryRelease(s.chart, BAD, { service, stable: v1, canary: v2, weight: 0, match }));
  };

  test.each([' a', 'a ', 'a  b', 'a\nb', '\ta', 'ä', `${'a'.repeat(200)}ä`])('%j', value => {
    const said = (text: string) => `[shop/bad] canary.match[0]: header "x": value ${JSON.stringify(text)} must be printable ASCII characters, parted by single blanks; no request has another`;
    expect(refused(StringMatch.exact(value))).toBe(said(value.length > 80 ? `${value.slice(0, 80)}…` : value));
    expect(refused(StringMatch.regex(value))).toContain('must be printable ASCII characters');
  });

  test('but the beginning of one may end with a blank', () => {
    const s = shop(Mesh.fromName(plane));
    const match = [HttpMatch.header('x', StringMatch.prefix('Mozilla '))];
    new CanaryRelease(s.chart, 'canary', { service: s.service('cart', ServicePort.http(80)), stable: v1, canary: v2, weight: 0, match });
    expect(meaningOf(plane, manifests(s.app))[0]).toBe('port 80: header x starts with Mozilla  → v2');
    expect(refused(StringMatch.prefix(' a'))).toContain('must be printable ASCII characters');
  });
});
