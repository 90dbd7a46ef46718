import type { Field } from './field';
import { shown } from './field';

/** A quantity in billionths, the finest that Kubernetes keeps. */
export type Quantity = bigint;

export const ONE: Quantity = 1_000_000_000n;

/** Digits may be missing altogether: that is 0. */
const PATTERN = /^([+-]?)(\d*(?:\.\d*)?)(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d+)?$/;
/** More than a machine could have, and few enough to count with. */
const MOST_ZEROS = 1000;
const BINARY: Readonly<Record<string, bigint>> = { Ki: 2n ** 10n, Mi: 2n ** 20n, Gi: 2n ** 30n, Ti: 2n ** 40n, Pi: 2n ** 50n, Ei: 2n ** 60n };
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };

/** What the text or number means, rounded up to billionths; undefined if it is no quantity. */
export function parseQuantity(value: unknown): Quantity | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const [, sign, digits, suffix = ''] = PATTERN.exec(String(value).trim()) ?? [];
  if (digits === undefined || digits.length > MOST_ZEROS || String(value).trim() === '') return undefined;
  const [whole = '', fraction = ''] = digits.split('.');
  const written = DECIMAL[suffix] ?? (/^[eE][+-]?\d/.test(suffix) ? Number(suffix.slice(1)) : 0);
  const exponent = Math.max(-MOST_ZEROS, Math.min(MOST_ZEROS, written));
  // Digits as an integer, times ten to `power`, in billionths.
  const power = 9 + exponent - fraction.length;
  const scaled = BigInt(`${whole}${fraction}` || '0') * (BINARY[suffix] ?? 1n);
  const magnitude = power >= 0 ? scaled * 10n ** BigInt(power) : roundUp(scaled, 10n ** BigInt(-power));
  return sign === '-' ? -magnitude : magnitude;
}

/** Of resource lists, the API server keeps thousandths. */
export function toThousandths(quantity: Quantity): Quantity {
  const unit = ONE / 1000n;
  return quantity >= 0n ? roundUp(quantity, unit) * unit : -roundUp(-quantity, unit) * unit;
}

function roundUp(value: bigint, unit: bigint): bigint {
  return (value + unit - 1n) / unit;
}

/** The quantity of a field: null where there is none, undefined (and said so) where it cannot be read. */
export function quantityOf(field: Field): Quantity | null | undefined {
  if (!field.isSet) return null;
  const quantity = parseQuantity(field.value);
  if (quantity === undefined && (typeof field.value === 'string' || typeof field.value === 'number')) {
    field.refuse(`${field.name} is ${shown(field.value)}, which is not a quantity.`,
      `Write ${field.name} as a number with an optional unit, such as "100m", "0.5", "128Mi" or "1Gi".`);
  }
  return quantity;
}
