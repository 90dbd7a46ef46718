import { list, record, text } from '../../manifest/manifest-object';
import { durationMs } from '../../manifest/istio/duration-syntax';
import type { HttpMessage } from '../call';
import { meetsString } from './string-match';

/** What a `corsPolicy` makes of a request. */
export interface CorsAnswer {
  /** The proxy answers a preflight itself. */
  readonly preflight: boolean;
  /** Headers that the caller gets. */
  readonly headers: Readonly<Record<string, string>>;
}

const NOTHING: CorsAnswer = { preflight: false, headers: {} };

export function corsAnswer(policy: unknown, { method, headers }: HttpMessage): CorsAnswer {
  const origin = headers['origin'];
  if (policy === undefined || policy === null || !origin) return NOTHING;
  const cors = record(policy);
  const allowed = isAllowed(cors, origin);
  if (method !== 'OPTIONS' || !headers['access-control-request-method']) return allowed ? { preflight: false, headers: { ...common(cors, origin), ...named('access-control-expose-headers', cors['exposeHeaders']) } } : NOTHING;
  // A preflight of another origin goes on to the backend unless the policy says otherwise.
  if (!allowed) return { preflight: cors['unmatchedPreflights'] === 'IGNORE', headers: {} };
  const age = durationMs(text(cors['maxAge']) ?? '');
  return {
    preflight: true,
    headers: {
      ...common(cors, origin), ...named('access-control-allow-methods', cors['allowMethods']), ...named('access-control-allow-headers', cors['allowHeaders']),
      ...(age !== undefined && { 'access-control-max-age': String(Math.floor(age / 1000)) }),
    },
  };
}

function isAllowed({ allowOrigins, allowOrigin }: Readonly<Record<string, unknown>>, origin: string): boolean {
  const matches = list(allowOrigins);
  const asked: unknown[] = matches.length > 0 ? matches : list(allowOrigin).map(exact => ({ exact: exact as unknown }));
  return asked.some(match => meetsString(match, '*') || meetsString(match, origin));
}

function common({ allowCredentials }: Readonly<Record<string, unknown>>, origin: string): Record<string, string> {
  return { 'access-control-allow-origin': origin, ...(allowCredentials === true && { 'access-control-allow-credentials': 'true' }) };
}

function named(header: string, values: unknown): Record<string, string> {
  const written = list(values).flatMap(value => text(value) ?? []).join(',');
  return written === '' ? {} : { [header]: written };
}
