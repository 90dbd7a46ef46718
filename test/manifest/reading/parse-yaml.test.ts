import { DocumentError } from '../../../src/manifest/reading/input-error';
import { parseYaml } from '../../../src/manifest/reading/parse-yaml';

const parse = (text: string): any => parseYaml(text, { left: 1_000_000 });

function refusal(text: string): DocumentError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof DocumentError) return error;
    throw error;
  }
  throw new Error(`taken: ${text}`);
}

// What the parser of Kubernetes (sigs.k8s.io/yaml) makes of each.
describe('unquoted scalars', () => {
  test.each<[string, unknown]>([
    ['y', true], ['Y', true], ['yes', true], ['Yes', true], ['YES', true], ['on', true], ['On', true], ['ON', true], ['true', true], ['TRUE', true],
    ['n', false], ['no', false], ['NO', false], ['off', false], ['Off', false], ['false', false], ['False', false],
    ['oN', 'oN'], ['yEs', 'yEs'], ['tRue', 'tRue'], ['nope', 'nope'], ['one', 'one'],
    ['~', null], ['null', null], ['Null', null], ['', null], ['nUll', 'nUll'],
    ['0', 0], ['-0', 0], ['1', 1], ['+1', 1], ['-1', -1], ['1_000', 1000], ['1__0', 10], ['1_', 1], ['_1', '_1'],
    ['0777', 511], ['-0777', -511], ['0o7', 7], ['0O7', 7], ['08', 8], ['09', 9], ['0o8', '0o8'], ['0_7', 7],
    ['0x1F', 31], ['0X1f', 31], ['-0x1f', -31], ['0x', '0x'], ['0xg', '0xg'], ['0b11', 3], ['-0b11', -3], ['0b2', '0b2'],
    ['1.5', 1.5], ['1.', 1], ['.5', 0.5], ['-.5', -0.5], ['.5_0', 0.5], ['._5', '._5'], ['.', '.'], ['1e3', 1000], ['1E3', 1000], ['1e+3', 1000], ['1e', '1e'],
    ['12e03', 12000], ['1e400', '1e400'], ['.e5', '.e5'],
    ['1:30', '1:30'], ['190:20:30', '190:20:30'], ['2001-01-01', '2001-01-01'], ['2001-01-01T00:00:00Z', '2001-01-01T00:00:00Z'],
    ['10.0.0.0/8', '10.0.0.0/8'], ['1.2.3', '1.2.3'], ['5m', '5m'], ['1Gi', '1Gi'], ['::1', '::1'],
    ['9223372036854775807', 9223372036854775807n], ['18446744073709551615', 18446744073709551615n], ['18446744073709551616', 18446744073709551616n],
    ['0xFFFFFFFFFFFFFFFF', 18446744073709551615n], ['0x10000000000000000', '0x10000000000000000'], ['-9223372036854775808', -9223372036854775808n],
    ['<<', '<<'], ['+', '+'], ['nan', 'nan'], ['- x', undefined],
  ])('%s', (scalar, value) => {
    if (value === undefined) expect(refusal(`a: ${scalar}\n`).message).toMatch(/^It is not valid YAML: /);
    else expect(parse(`a: ${scalar}\n`)).toEqual({ a: typeof value === 'bigint' ? Number(value) : value === 0 ? expect.closeTo(0) : value });
  });

  test.each(['.nan', '.NaN', '.inf', '-.inf', '+.Inf'])('%s is refused', scalar => {
    expect(refusal(`spec:\n  a: ${scalar}\n`)).toMatchObject({ message: expect.stringMatching(/^(?:NaN|-?Infinity) is no number that an object can hold\.$/), line: 1 });
  });
});

describe('tags', () => {
  test.each<[string, unknown]>([
    ['!!str 123', '123'], ['!!str on', 'on'], ['!!str', ''], ['!!int "12"', 12], ['!!float 1', 1], ['!!bool yes', true], ['!!null ~', null],
    ['!!timestamp 2001-01-01', '2001-01-01'], ['!!binary aGVsbG8=', 'hello'], ['!foo bar', 'bar'], ['!foo 12', '12'], ['!foo {a: 1}', { a: 1 }],
    ['!!set {a, b}', { a: null, b: null }], ['!!omap [a: 1]', [{ a: 1 }]],
  ])('%s', (text, value) => expect(parse(`a: ${text}\n`)).toEqual({ a: value }));

  test.each(['!!int foo', '!!int 1.5', '!!bool foo', '!!null foo', '!!float foo', '!!binary "a"'])('%s is refused', text => {
    expect(refusal(`a: ${text}\n`).message).toMatch(/cannot resolve a node/);
  });
});

describe('keys', () => {
  test.each([
    ['0777', '511'], ['1_000', '1000'], ['true', 'true'], ['on', 'true'], ['no', 'false'], ['1.0', '1'], ['0.1', '0.1'], ['1.23456789', '1.2345679'], ['1e6', '1e+06'],
    ['1e5', '100000'], ['1e-5', '1e-05'], ['0.00012345', '0.00012345'], ['1234567.0', '1.234567e+06'], ['1e39', '.inf'], ['9007199254740993', '9007199254740993'], ['-1.5', '-1.5'],
    ['"0777"', '0777'], ['8080', '8080'], ['__proto__', '__proto__'], ['constructor', 'constructor'],
  ])('%s', (key, text) => {
    expect(Object.keys(parse(`${key}: x\n`))).toEqual([text]);
    expect(Object.keys(parse(`a: {${key}: x}\n`).a)).toEqual([text]);
  });

  test.each(['image: {{ .Values.image }}\n', '{{ include "labels" . }}\n', 'a:\n  {a: 1}: b\n', '? {a: 1}\n: b\n', 'a: [{{ x }}]\n'])('%j: a map is refused', text => {
    expect(refusal(text).message).toMatch(/^(?:A map stands where a key has to be: is this a template that was not rendered\?|It is not valid YAML: .*)$/);
  });

  test('a template that was not rendered is called by its name', () => {
    expect(refusal('kind: X\nimage: {{ .Values.image }}\n').message).toBe('A map stands where a key has to be: is this a template that was not rendered?');
    expect(refusal('kind: X\nimage: {{ .Values.image }}\nname: x\n')).toMatchObject({ line: 1, column: 7 });
  });

  test('null is refused', () => {
    expect(refusal('a: 1\n~: x\n').message).toBe('A key is null; keys are text: write it in quotes.');
  });

  test.each([
    ['a: 1\nb: 2\na: 3\n', 'a', 2, 0], ['spec:\n  x: {b: 1, "b": 2}\n', '"b"', 1, 12], ['? a\n: 1\n? a\n: 2\n', 'a', 2, 1], ['true: 1\nyes: 2\n', 'yes', 1, 0],
  ])('%j stands twice', (text, key, line, column) => {
    expect(refusal(text)).toMatchObject({ message: `The key ${key} stands twice in one map.`, line, column });
  });
});

describe('anchors, aliases and merges', () => {
  test.each<[string, unknown]>([
    ['a: &x {b: 1}\nc: *x\n', { a: { b: 1 }, c: { b: 1 } }],
    ['a: &x 1\nb: *x\nc: &x 2\nd: *x\n', { a: 1, b: 1, c: 2, d: 2 }],
    ['a: &x ~\nb: [*x, 1.5]\n', { a: null, b: [null, 1.5] }],
    ['a: &x {b: 1, c: ~}\nd: {<<: *x, e: 3}\n', { a: { b: 1, c: null }, d: { b: 1, c: null, e: 3 } }],
    ['a: &x {b: 1}\nd: {<<: *x, b: 3}\n', { a: { b: 1 }, d: { b: 3 } }],
    ['a: {"<<": {b: 1}}\n', { a: { '<<': { b: 1 } } }],
  ])('%j', (text, value) => expect(parse(text)).toEqual(value));

  const letters = [...'abcdefghi'];
  test.each([
    ['billions', `a: &a [x, x, x, x, x, x, x, x, x, x]\n${letters.slice(1).map((letter, i) => `${letter}: &${letter} [${Array(10).fill(`*${letters[i]}`)}]\n`).join('')}`, 'Its aliases unfold to 1,234,567,900 values.'],
    ['itself', 'a: &a [*a]\n', 'An anchor stands for something that holds it.'],
    ['depth', `a: &a ${'['.repeat(150)}x${']'.repeat(150)}\nb: ${'['.repeat(100)}*a${']'.repeat(100)}\n`, 'Its aliases unfold to more than 200 levels.'],
    ['merges', `a: &a {${Array.from({ length: 400 }, (_, i) => `k${i}: 1`)}}\n${Array.from({ length: 400 }, (_, i) => `m${i}: {<<: *a}\n`).join('')}`, 'Its merge keys ("<<") unfold to too many keys.'],
    ['unknown', 'a: *b\n', 'It is not valid YAML: unidentified alias "b".'],
  ])('%s: refused', (_, text, message) => {
    expect(refusal(text).message).toMatch(new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/[\d,]{6,}/, '[\\d,]+')}$`));
  });
});

describe('texts', () => {
  test.each<[string, unknown]>([
    ['a: [2001:db8::]\n', { a: ['2001:db8::'] }],
    ['a:\n  - [001:db8::, ::1x, b]  # addresses\n', { a: [['001:db8::', '::1x', 'b']] }],
    ['a: [b: c]\n', { a: [{ b: 'c' }] }],
    ['a: |\n  [x:y:]\n', { a: '[x:y:]\n' }],
    ['%YAML 1.1\n---\na: 1\n', { a: 1 }],
    ['---\na: 1\n...\n', { a: 1 }],
    ['a: 1\r\nb: |\r\n  x\r\n  y\r\n', { a: 1, b: 'x\ny\n' }],
    ['a:\tb\n', { a: 'b' }],
    ['a: |\n ---\n x\n', { a: '---\nx\n' }],
    ['k:\n- "x\n  y"\n', { k: ['x y'] }],
    ['a: "\\u00e9\\x41\\U0001F600"\n', { a: 'éA😀' }],
    ['# nothing\n', null], ['', null], ['---\n', null], ['~\n', null],
  ])('%j', (text, value) => expect(parse(text)).toEqual(value));

  test.each([
    ['a: b: c\n', 0, 4], ['a:\n\tb: 1\n', 1, 0], ['a: [1\nb: 2\n', 1, 0], ['a: @b\n', 0, 3], ['a: \u0007\n', 0, 4], ['a: "abc\n', 0, 7], [' a: 1\nb: 2\n', 1, 0],
  ])('%j is refused', (text, line, column) => {
    const { message, ...place } = refusal(text);
    expect(message).toMatch(/^It is not valid YAML: .+\.$/);
    expect({ line: place.line, column: place.column }).toEqual({ line, column });
  });

  test.each([['[', ']'], ['- ', ''], ['? ', ''], ['{a: ', '}']])('%j a hundred thousand times is refused', (open, close) => {
    expect(refusal(open.repeat(100_000) + close.repeat(100_000)).message).toBe('It is nested deeper than 200 levels.');
  });

  test('too many values are refused', () => {
    expect(() => parseYaml(`a: [${'[],'.repeat(1000)}]\n`, { left: 500 })).toThrow('There is too much in the files to be checked at once: check them in parts.');
  });

  test.each([
    ['digits', `a: ${'1'.repeat(3_000_000)}\n`], ['hexadecimal digits', `a: 0x${'f'.repeat(3_000_000)}\n`], ['underscores', `a: .1${'_1'.repeat(2_000_000)}\n`],
    ['colons in a list', `a: [${'a:,'.repeat(20_000)}\n`], ['spaces', `a:${' '.repeat(100_000)}[:]x\n`],
  ])('many %s take little time', (_, text) => {
    const start = performance.now();
    try {
      parse(text);
    } catch (error) {
      expect(error).toBeInstanceOf(DocumentError);
    }
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});
