import { oneLetterOff } from '../../../../src/analysis/rules/security/one-letter-off';

describe('names that are probably meant to be one', () => {
  test.each([['shop', 'shopp'], ['shop', 'Shop'], ['web-shop', 'webshop'], ['store', 'stone'], ['orders', 'ordesr'], ['shopp', 'shop']])('%s and %s', (one, other) => {
    expect(oneLetterOff(one, other)).toBe(true);
  });

  test.each([['shop', 'store'], ['a', 'b'], ['dev', 'dex'], ['monitoring', 'istio-system']])('but not %s and %s', (one, other) => {
    expect(oneLetterOff(one, other)).toBe(false);
  });
});
