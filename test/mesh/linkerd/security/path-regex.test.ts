import fc from 'fast-check';
import { wholeRegex, rustRegexProblem } from '../../../../src/mesh/linkerd/regex';
import { pathRegex } from '../../../../src/mesh/linkerd/path-regex';
import { commonPaths, coversPaths, hasPath, type PathForm } from '../../../../src/mesh/linkerd/path-form';

const glob = (prefix: string, suffix = ''): PathForm => ({ kind: 'glob', prefix, suffix });
const exact = (value: string): PathForm => ({ kind: 'exact', value });

test.each([
  [exact('/a.b'), [], '/a\\.b'],
  [glob('/api/'), [], '/api/.*'],
  [glob('', '.png'), [], '.*\\.png'],
  [glob('/api/'), [exact('/api/x')], '/api/(?:(?:[^x]|x.).*)?'],
  [glob(''), [exact('/')], undefined],
])('%j without %j', (inside, outside, expected) => {
  const found = pathRegex(inside, outside);
  if (expected !== undefined) expect(found).toBe(expected);
  expect(rustRegexProblem(found!)).toBeUndefined();
});

test('what is taken away whole leaves nothing', () => {
  expect(pathRegex(exact('/a'), [glob('/')])).toBeUndefined();
  expect(pathRegex(glob('/a/', 'x'), [glob('/a'), glob('', 'x')])).toBeUndefined();
});

const text = fc.string({ unit: fc.constantFrom('/', 'a', 'b', '-', '[', ']', '^', '.'), maxLength: 4 });
const form: fc.Arbitrary<PathForm> = fc.oneof(text.map(t => exact(`/${t}`)), fc.tuple(text, text).map(([p, s]) => glob(p === '' ? '' : `/${p}`, s)));
const path = fc.string({ unit: fc.constantFrom('/', 'a', 'b', '-', 'c', '[', ']', '^', '.'), maxLength: 9 });

test('an expression has exactly the paths that are meant', () => {
  fc.assert(fc.property(form, fc.array(form, { maxLength: 3 }), fc.array(path, { minLength: 20, maxLength: 40 }), (inside, outside, paths) => {
    const expression = pathRegex(inside, outside);
    const regex = expression === undefined ? undefined : new RegExp(wholeRegex(expression));
    const near = [inside, ...outside].flatMap(f => (f.kind === 'exact' ? [f.value, `${f.value}a`] : [f.prefix + f.suffix, `${f.prefix}a${f.suffix}`, `${f.prefix}${f.suffix}c`]));
    for (const p of [...paths, ...near]) {
      expect([p, regex?.test(p) ?? false]).toEqual([p, hasPath(inside, p) && !outside.some(o => hasPath(o, p))]);
    }
    if (expression !== undefined) expect(rustRegexProblem(expression)).toBeUndefined();
  }), { numRuns: 600 });
});

test('common paths are those of both, and one form covers another exactly if nothing is left of it', () => {
  fc.assert(fc.property(form, form, fc.array(path, { minLength: 20, maxLength: 40 }), (a, b, paths) => {
    const both = commonPaths(a, b);
    for (const p of paths) expect(both !== undefined && hasPath(both, p)).toBe(hasPath(a, p) && hasPath(b, p));
    if (coversPaths(a, b)) expect(pathRegex(b, [a])).toBeUndefined();
  }), { numRuns: 600 });
});
