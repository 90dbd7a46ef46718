const NULLS = new Set(['~', 'null', 'Null', 'NULL']);
const TRUES = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']);
const FALSES = new Set(['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']);
const NOT_FINITE: Readonly<Record<string, number>> = {
  '.nan': NaN, '.NaN': NaN, '.NAN': NaN,
  '.inf': Infinity, '.Inf': Infinity, '.INF': Infinity, '+.inf': Infinity, '+.Inf': Infinity, '+.INF': Infinity,
  '-.inf': -Infinity, '-.Inf': -Infinity, '-.INF': -Infinity,
};

const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
const MOST = 2n ** 64n;
const LEAST = -(2n ** 63n);

/** What an unquoted scalar stands for to the parser of Kubernetes. */
export interface Scalar {
  readonly value: number | boolean | null;
  readonly float?: boolean;
  /** As a key, where that is not the value as text. */
  readonly key?: string;
}

/** Nothing where it is plain text: most are. */
export function resolveScalar(text: string): Scalar | undefined {
  switch (text.charCodeAt(0)) {
    case 0x7e: case 0x6e: case 0x4e: case 0x79: case 0x59: case 0x74: case 0x54: case 0x66: case 0x46: case 0x6f: case 0x4f: // ~ n N y Y t T f F o O
      if (text.length > 5) return undefined;
      if (TRUES.has(text)) return { value: true };
      if (FALSES.has(text)) return { value: false };
      return NULLS.has(text) ? { value: null } : undefined;
    case 0x2b: case 0x2d: case 0x2e: // + - .
    case 0x30: case 0x31: case 0x32: case 0x33: case 0x34: case 0x35: case 0x36: case 0x37: case 0x38: case 0x39:
      return numberOf(text);
    default:
      return Number.isNaN(text.charCodeAt(0)) ? { value: null } : undefined;
  }
}

/** Years, addresses and versions begin like numbers and are text. Base 60 is text, too. */
function numberOf(text: string): Scalar | undefined {
  const special = Object.hasOwn(NOT_FINITE, text) ? NOT_FINITE[text] : undefined;
  if (special !== undefined) return { value: special, float: true, key: floatKey(special) };
  // Behind a leading point, an underscore may only stand between digits.
  const plain = !text.includes('_') || text.startsWith('.') && !/^\.\d[\d_]{0,40}$/.test(text) ? text : text.replaceAll('_', '');
  const integer = INTEGER.exec(plain);
  const whole = integer ? integerOf(integer) : undefined;
  if (whole) return whole;
  if (!FLOAT.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? { value, float: true, key: floatKey(value) } : undefined;
}

/** Nothing where it does not fit 64 bits. */
function integerOf([, sign, hexadecimal, binary, octal, decimal]: RegExpExecArray): Scalar | undefined {
  if (decimal !== undefined && decimal.length < 16) return { value: sign === '-' && decimal !== '0' ? -Number(decimal) : Number(decimal) };
  const digits = hexadecimal !== undefined ? `0x${hexadecimal}` : binary !== undefined ? `0b${binary}` : octal !== undefined ? `0o${octal}` : decimal!;
  // Longer ones fit in no case; to read them would take quadratic time.
  if (digits.replace(/^0[xbo]0*/, '').length > 64) return undefined;
  const value = BigInt(digits) * (sign === '-' ? -1n : 1n);
  if (value < LEAST || value >= MOST || (sign === '+' && value >= MOST / 2n)) return undefined;
  return Number.isSafeInteger(Number(value)) ? { value: Number(value) } : { value: Number(value), key: String(value) };
}

/** A number as a key: the shortest in 32 bits, with an exponent from a million on, as that parser writes it. */
function floatKey(float: number): string {
  const value = Math.fround(float);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '.nan' : value > 0 ? '.inf' : '-.inf';
  const digits = [1, 2, 3, 4, 5, 6, 7, 8, 9].find(n => Math.fround(Number(value.toPrecision(n))) === value)!;
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e') as [string, string];
  const power = Number(exponent);
  if (power >= -4 && power < 6) return value.toFixed(Math.max(digits - 1 - power, 0));
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
