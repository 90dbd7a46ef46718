import { durationText, milliseconds } from '../../../src/manifest/resilience/durations';

test.each([
  ['5s', 5000], ['1.5s', 1500], ['250ms', 250], ['1m30s', 90_000], ['1h2m3s4ms', 3_723_004], ['0s', 0], ['100us', 0.1],
  ['5', undefined], ['s', undefined], ['5 s', undefined], ['', undefined], [5, undefined], [undefined, undefined],
])('%j is %s ms', (text, ms) => expect(milliseconds(text)).toBe(ms));

test('times are told in seconds from one second on', () => {
  expect([1500, 1000, 250, 90_000, 333.3333].map(durationText)).toEqual(['1.5s', '1s', '250ms', '90s', '333.333ms']);
});
