import { list, records, text } from '../manifest/manifest-object';
import { view } from '../manifest/manifest-set';
import { examplesOf, takes } from './pattern-example';
import type { SimulatedRequest } from './request';

/** An issuer whose tokens some RequestAuthentication takes, and where it looks for them. */
export interface KnownIssuer {
  readonly issuer: string;
  readonly audience: string | undefined;
  readonly tokenIn: NonNullable<SimulatedRequest['tokenIn']> | undefined;
}

export const knownIssuers = view((set): readonly KnownIssuer[] => set.all('security.istio.io', 'RequestAuthentication')
  .flatMap(({ spec }) => records(spec['jwtRules'])).map(([rule]): KnownIssuer => {
    const [header] = records(rule['fromHeaders']).map(([place]) => place);
    const [param] = list(rule['fromParams']);
    return {
      issuer: text(rule['issuer']) ?? '', audience: text(list(rule['audiences'])[0]),
      tokenIn: header && text(header['name']) ? { header: text(header['name'])!, prefix: text(header['prefix']) ?? '' } : typeof param === 'string' ? { param } : undefined,
    };
  }));

/** A valid token with such claims; undefined where no example of one of them can be made. */
export function tokenFor(claims: Readonly<Record<string, string>>, issuers: readonly KnownIssuer[]): Pick<SimulatedRequest, 'token' | 'tokenIn'> | undefined {
  const { iss = '*', ...others } = claims;
  const known = issuers.find(({ issuer }) => takes(iss, issuer));
  const token: Record<string, unknown> = { iss: known?.issuer ?? examplesOf(iss).inside, sub: 'any', ...(known?.audience !== undefined && { aud: known.audience }) };
  for (const [key, pattern] of Object.entries(others)) {
    const value = examplesOf(pattern).inside;
    if (value === undefined) return undefined;
    put(token, key.split(']['), value);
  }
  return { token, ...(known?.tokenIn && { tokenIn: known.tokenIn }) };
}

function put(token: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    token[name] = value;
    return;
  }
  const inner: Record<string, unknown> = {};
  token[name] = inner;
  put(inner, rest, value);
}
