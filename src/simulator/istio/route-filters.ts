import { list, record, records, text } from '../../manifest/manifest-object';
import type { BackendRef } from '../../manifest/gateway-api/references';
import { backendRef } from '../../manifest/gateway-api/references';
import type { Route } from '../../manifest/gateway-api/routes';
import type { Fields } from './http-rule';
import { UnreadableRule } from './unreadable-rule';
import { quoted } from './regex';

/** Filters of a rule, or of one of its backends (which take changes of headers only), as fields of a VirtualService. Of two of a type, the last counts. */
export function translatedFilters(filters: readonly Fields[], { kind, namespace }: Pick<Route, 'kind' | 'namespace'>, destination: (ref: BackendRef) => Fields, ofBackend: boolean): Fields {
  const headers: Record<string, Fields> = {};
  const mirrors: Fields[] = [];
  const fields: Record<string, unknown> = {};
  for (const filter of filters) {
    const type = text(filter['type']) ?? '';
    if (type === 'RequestHeaderModifier') headers['request'] = headerFields(filter['requestHeaderModifier']);
    else if (type === 'ResponseHeaderModifier') headers['response'] = headerFields(filter['responseHeaderModifier']);
    else if (ofBackend) throw new UnreadableRule();
    else if (type === 'RequestMirror') mirrors.push(mirror(record(filter['requestMirror']), namespace, destination));
    else if (kind === 'GRPCRoute') throw new UnreadableRule();
    else if (type === 'RequestRedirect') fields['redirect'] = redirect(record(filter['requestRedirect']));
    else if (type === 'URLRewrite') fields['rewrite'] = rewrite(record(filter['urlRewrite']));
    else if (type === 'CORS') fields['corsPolicy'] = cors(record(filter['cors']));
    else throw new UnreadableRule();
  }
  const usable = mirrors.filter(({ destination: to }) => record(to)['host'] !== undefined);
  return { ...fields, ...(Object.keys(headers).length > 0 && { headers }), ...(usable.length > 0 && { mirrors: usable }) };
}

/** Of several entries for one header, the first counts. */
function headerFields(modifier: unknown): Fields {
  const { set, add, remove } = record(modifier);
  const entries = (values: unknown) => Object.fromEntries(records(values).reverse().map(([{ name, value }]) => [(text(name) ?? '').toLowerCase(), text(value) ?? '']));
  return { set: entries(set), add: entries(add), remove: list(remove) };
}

function mirror({ backendRef: ref, fraction, percent }: Fields, namespace: string, destination: (ref: BackendRef) => Fields): Fields {
  const { numerator, denominator } = record(fraction);
  const value: unknown = typeof numerator === 'number' ? 100 * numerator / (typeof denominator === 'number' ? denominator : 100) : percent;
  return { destination: destination(backendRef(record(ref), namespace, [])), ...(typeof value === 'number' && { percentage: { value } }) };
}

/** The API's default status is 302. Without a scheme the port is the listener's, with one Host's own stays. */
function redirect({ scheme, hostname, path, port, statusCode }: Fields): Fields {
  const { type, replaceFullPath, replacePrefixMatch } = record(path);
  return {
    redirectCode: typeof statusCode === 'number' ? statusCode : 302,
    ...(hostname !== undefined && { authority: hostname as string }),
    ...(scheme !== undefined && { scheme: scheme as string }),
    ...(typeof port === 'number' ? { port } : scheme === undefined && { derivePort: 'FROM_REQUEST_PORT' }),
    ...(type === 'ReplaceFullPath' && { uri: text(replaceFullPath) ?? '' }),
    ...(type === 'ReplacePrefixMatch' && { prefixRewrite: text(replacePrefixMatch) ?? '' }),
  };
}

function rewrite({ hostname, path }: Fields): Fields {
  const { type, replaceFullPath, replacePrefixMatch } = record(path);
  return {
    ...(type === 'ReplacePrefixMatch' && { uri: (text(replacePrefixMatch) ?? '').replace(/\/$/, '') || '/' }),
    ...(type === 'ReplaceFullPath' && { uriRegexRewrite: { match: '/.*', rewrite: text(replaceFullPath) ?? '' } }),
    ...(hostname !== undefined && { authority: hostname as string }),
  };
}

function cors({ allowOrigins, allowCredentials, allowMethods, allowHeaders, exposeHeaders, maxAge }: Fields): Fields {
  return {
    allowOrigins: list(allowOrigins).flatMap(origin => (text(origin) ? [originMatch(text(origin)!)] : [])),
    ...(allowCredentials === true && { allowCredentials: true }),
    allowMethods: list(allowMethods), allowHeaders: list(allowHeaders), exposeHeaders: list(exposeHeaders),
    ...(typeof maxAge !== 'number' ? { maxAge: '5s' } : maxAge > 0 && { maxAge: `${maxAge}s` }),
    unmatchedPreflights: 'IGNORE',
  };
}

function originMatch(origin: string): Fields {
  if (origin === '*') return { regex: String.raw`[a-zA-Z][a-zA-Z0-9+.-]*://[^/\s?#]+` };
  if (!origin.includes('*')) return { exact: origin };
  return origin.indexOf('*') === origin.length - 1 ? { prefix: origin.slice(0, -1) } : { regex: origin.split('*').map(quoted).join('.*') };
}
