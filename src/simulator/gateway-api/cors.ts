import type { Json } from '../../manifest/manifest-object';
import { list, record, text } from '../../manifest/manifest-object';
import type { HttpMessage } from '../call';

/** What a CORS filter does with a request of a browser. */
export type CorsOutcome =
  /** It answers a preflight itself. */
  | { readonly kind: 'preflight'; readonly headers: Readonly<Record<string, string>> }
  /** It lets the request on, and the answer carries these. */
  | { readonly kind: 'request'; readonly headers: Readonly<Record<string, string>> };

/** Undefined where the request is none of another origin's, or its origin is not allowed: then the filter changes nothing. */
export function cors(filters: readonly Record<string, Json>[], { method, headers }: HttpMessage): CorsOutcome | undefined {
  const filter = filters.find(({ type }) => type === 'CORS');
  const origin = headers['origin'];
  if (!filter || origin === undefined) return undefined;
  const settings = record(filter['cors']);
  const allowed = texts(settings['allowOrigins']);
  if (!allowed.some(pattern => allowsOrigin(pattern, origin))) return undefined;
  const credentials = settings['allowCredentials'] === true;
  const common = {
    'access-control-allow-origin': allowed.includes('*') && !credentials ? '*' : origin,
    ...(credentials && { 'access-control-allow-credentials': 'true' }),
  };
  const wanted = headers['access-control-request-method'];
  if (method !== 'OPTIONS' || wanted === undefined) return { kind: 'request', headers: { ...common, ...listed('access-control-expose-headers', settings['exposeHeaders']) } };
  return {
    kind: 'preflight',
    headers: {
      ...common,
      ...named('access-control-allow-methods', settings['allowMethods'], credentials ? wanted : undefined),
      ...named('access-control-allow-headers', settings['allowHeaders'], credentials ? headers['access-control-request-headers'] : undefined),
      'access-control-max-age': String(typeof settings['maxAge'] === 'number' ? settings['maxAge'] : 5),
    },
  };
}

/** `*` may stand for all, or for one part of the host. */
function allowsOrigin(pattern: string, origin: string): boolean {
  const pieces = pattern.toLowerCase().split('*').map(piece => piece.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pieces.join('.*')}$`).test(origin.toLowerCase());
}

/** With credentials, "*" would be taken for a name: what was asked for stands in its place. */
function named(header: string, value: unknown, asked: string | undefined): Record<string, string> {
  return asked !== undefined && texts(value).includes('*') ? { [header]: asked } : listed(header, value);
}

function listed(header: string, value: unknown): Record<string, string> {
  const entries = texts(value);
  return entries.length === 0 ? {} : { [header]: entries.join(',') };
}

function texts(value: unknown): string[] {
  return list(value).flatMap(entry => text(entry) ?? []);
}
