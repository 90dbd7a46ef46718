// Tokens as requests describe them, signed for real.
import { generateKeyPairSync, sign } from 'node:crypto';

const [known, foreign] = [1, 2].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }));

/** The key set of every issuer. */
export const KEYS = JSON.stringify({ keys: [{ ...known.publicKey.export({ format: 'jwk' }), kid: 'known', alg: 'ES256', use: 'sig' }] });

export function signedToken(claims, state = 'valid') {
  const now = Math.floor(Date.now() / 1000);
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'ES256', kid: 'known', typ: 'JWT' })}.${part({ exp: state === 'expired' ? now - 86_400 : now + 86_400, ...claims })}`;
  const key = (state === 'badSignature' ? foreign : known).privateKey;
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}
