import { record } from '../../manifest/manifest-object';

const REQUIRED: Readonly<Record<string, readonly string[]>> = { RSA: ['n', 'e'], EC: ['crv', 'x', 'y'], OKP: ['crv', 'x'], oct: ['k'] };

/** Why text is neither a JSON Web Key Set nor a key, or undefined. */
export function jwksProblem(jwks: string): string | undefined {
  let parsed: unknown;
  try {
    // What stands behind the set is not read.
    parsed = JSON.parse(jwks.slice(0, jwks.lastIndexOf('}') + 1) || jwks);
  } catch {
    return 'it is not JSON';
  }
  const set = record(parsed);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return 'it is not a JSON object';
  if (!('keys' in set)) return keyProblem(set);
  const keys: unknown = set['keys'];
  if (keys === null) return undefined;
  if (!Array.isArray(keys)) return '"keys" is not a list';
  const [problem] = keys.flatMap((key, index) => {
    const found = keyProblem(record(key));
    return found === undefined ? [] : [`key ${index}: ${found}`];
  });
  return problem;
}

function keyProblem(key: Readonly<Record<string, unknown>>): string | undefined {
  const type = typeof key['kty'] === 'string' ? key['kty'] : '';
  const required = Object.hasOwn(REQUIRED, type) ? REQUIRED[type]! : undefined;
  if (!required) return `"kty" is ${JSON.stringify(key['kty'] ?? '')}, not RSA, EC, OKP or oct`;
  const missing = required.find(field => typeof key[field] !== 'string');
  if (missing !== undefined) return `${JSON.stringify(missing)} is missing`;
  const broken = required.find(field => field !== 'crv' && !isBase64(key[field] as string));
  return broken === undefined ? undefined : `${JSON.stringify(broken)} is not in base64`;
}

function isBase64(text: string): boolean {
  const plain = text.replace(/[\r\n]/g, '');
  if (!/^(?:[A-Za-z0-9_-]*|[A-Za-z0-9+/]*)={0,2}$/.test(plain)) return false;
  return plain.includes('=') ? plain.length % 4 === 0 : plain.length % 4 !== 1;
}
