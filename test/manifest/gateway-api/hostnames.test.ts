import { commonHostname } from '../../../src/manifest/gateway-api/hostnames';

test.each([
  [undefined, undefined, ''],
  [undefined, 'a.example.com', 'a.example.com'],
  ['*', 'a.example.com', 'a.example.com'],
  ['A.example.com', 'a.example.com', 'a.example.com'],
  ['*.example.com', 'a.b.example.com', 'a.b.example.com'],
  ['a.example.com', '*.example.com', 'a.example.com'],
  ['*.example.com', '*.b.example.com', '*.b.example.com'],
  ['*.example.com', 'example.com', undefined],
  ['*.example.com', 'aexample.com', undefined],
  ['a.example.com', 'b.example.com', undefined],
])('%s and %s have %j in common', (a, b, common) => {
  expect(commonHostname(a, b)).toBe(common);
  expect(commonHostname(b, a)).toBe(common);
});
