import { isIPv4, isIPv6 } from 'node:net';

/** What a format takes, as a sentence names it, and an example of it. */
export interface Format {
  readonly name: string;
  readonly example: string;
  accepts(value: unknown): boolean;
}

const INT32_MAX = 2 ** 31 - 1;

const within = (smallest: number, largest: number) => (value: unknown): boolean => typeof value !== 'number' || (value >= smallest && value <= largest);
const ofText = (accepts: (text: string) => boolean) => (value: unknown): boolean => typeof value !== 'string' || accepts(value);

/** "22 ns", "1h30m": Go's durations, and a number with a unit written out. */
const DURATION = /^[+-]?(\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))*$|^[+-]?0$/;
const WORDED_DURATION = /^\s*\d+\s*(ns|nanos?|nanoseconds?|us|µs|micros?|microseconds?|ms|millis?|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?)/i;
/** Its digits may be missing altogether. */
const QUANTITY = /^\s*(?=\S)[+-]?\d*(\.\d*)?([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?\s*$/;
const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})([.,]\d+)?(Z|[+-]\d{2}:\d{2})$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The formats that a server checks, of those in the schemas. */
const FORMATS: Readonly<Record<string, Format>> = {
  'int32': { name: `a whole number from ${-INT32_MAX - 1} to ${INT32_MAX}`, example: '1', accepts: within(-INT32_MAX - 1, INT32_MAX) },
  'int64': { name: 'a whole number of 64 bits', example: '1', accepts: within(-(2 ** 63), 2 ** 63) },
  'ipv4': { name: 'an IPv4 address', example: '10.0.0.1', accepts: ofText(isIPv4) },
  'ipv6': { name: 'an IPv6 address', example: '2001:db8::1', accepts: ofText(text => isIPv6(text) && !text.includes('%')) },
  'byte': { name: 'Base64', example: 'aGVsbG8=', accepts: ofText(isBase64) },
  'duration': { name: 'a duration', example: '10s', accepts: ofText(text => DURATION.test(text) || WORDED_DURATION.test(text)) },
  'date-time': { name: 'a time in RFC 3339 form', example: '2026-01-31T08:00:00Z', accepts: ofText(isDateTime) },
  'quantity': { name: 'a quantity', example: '500m', accepts: value => typeof value === 'number' || (typeof value === 'string' && QUANTITY.test(value)) },
};

export function formatOf(name: string): Format | undefined {
  return FORMATS[name];
}

/** Base64 with padding; line breaks do not count. */
export function isBase64(text: string): boolean {
  const bare = text.replaceAll(/[\r\n]/g, '');
  return bare.length % 4 === 0 && BASE64.test(bare);
}

function isDateTime(text: string): boolean {
  const match = DATE_TIME.exec(text);
  if (!match) return false;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const daysOfMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return month >= 1 && month <= 12 && day >= 1 && day <= daysOfMonth && hour < 24 && minute < 60 && second < 60;
}
