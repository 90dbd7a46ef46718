import { anchor, fill, table } from '../../scripts/docs/markdown.mjs';

describe('generated parts of a page', () => {
  const page = 'Before.\n<!-- generated: one -->\nold\n<!-- end -->\nAfter.\n';

  test('replace what stands between their markers, and nothing else', () => {
    expect(fill(page, { one: 'new\n' })).toBe('Before.\n<!-- generated: one -->\n\nnew\n\n<!-- end -->\nAfter.\n');
  });

  test('come out the same the second time', () => {
    const once = fill(page, { one: 'new' });
    expect(fill(once, { one: 'new' })).toBe(once);
  });

  test('may hold a dollar', () => {
    expect(fill(page, { one: '$1 $&' })).toContain('\n$1 $&\n');
  });

  test('need a text for each marker, and a marker for each text', () => {
    expect(() => fill(page, {})).toThrow('nothing generates "one"');
    expect(() => fill(page, { one: '', two: '' })).toThrow('no marker "<!-- generated: two -->"');
  });
});

test('a bar in a cell does not end it', () => {
  expect(table(['A', 'B'], [['a|b', 'c\nd']])).toBe('| A | B |\n| --- | --- |\n| a\\|b | c d |');
});

test('the address of a heading', () => {
  expect(anchor('Retry on HTTP: status-codes')).toBe('#retry-on-http-status-codes');
});
