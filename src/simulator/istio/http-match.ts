import { record, text } from '../../manifest/manifest-object';
import type { HttpMessage } from '../call';
import type { Fields, HttpRule } from './http-rule';
import { matchesWhole } from './regex';
import { asksPresence, meetsString, stringMatchText } from './string-match';

/** A request as matches of routes ask about it. */
export interface RouteRequest {
  readonly message: HttpMessage;
  /** Of a token that a RequestAuthentication of this proxy took: routes at gateways can ask for them. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** The path without its query. */
export function pathOf({ path }: HttpMessage): string {
  return path.split(/[?#]/, 1)[0]!;
}

/** Why a request does not meet one match of a rule; undefined where it does. */
export function mismatch(match: Fields, { semantics }: Pick<HttpRule, 'semantics'>, request: RouteRequest): string | undefined {
  const { message } = request;
  const { uri, method, authority, scheme, headers, withoutHeaders, queryParams } = match;
  if (uri !== undefined && !meetsPath(uri, match['ignoreUriCase'] === true, semantics, pathOf(message))) return `the path is ${pathOf(message)}, not one that ${stringMatchText(uri)}`;
  for (const [what, asked, value] of [['method', method, message.method], ['authority', authority, message.host], ['scheme', scheme, message.scheme]] as const) {
    if (asked !== undefined && asked !== null && !meetsString(asked, value)) return `the ${what} is ${value}, not one that ${stringMatchText(asked)}`;
  }
  for (const [name, asked] of Object.entries(record(headers))) {
    if (!meetsHeader(name, asked, request)) return `no header ${name} that ${stringMatchText(asked)}`;
  }
  for (const [name, asked] of Object.entries(record(withoutHeaders))) {
    if (!lacksHeader(name, asked, request)) return `there is a header ${name} that ${stringMatchText(asked)}`;
  }
  for (const [name, asked] of Object.entries(record(queryParams))) {
    const value = queryParam(message.path, name);
    if (value === undefined || !asksPresence(asked) && !meetsString(asked, value)) return `no query parameter ${name} that ${stringMatchText(asked)}`;
  }
  return undefined;
}

/** What a match asks for, in words. */
export function conditionsText(match: Fields | undefined): string {
  const parts = [
    ...(['uri', 'method', 'authority', 'scheme'] as const).flatMap(key => (match?.[key] === undefined ? [] : [`${key === 'uri' ? 'path' : key} ${stringMatchText(match[key])}`])),
    ...Object.entries(record(match?.['headers'])).map(([name, asked]) => `header ${name} ${stringMatchText(asked)}`),
    ...Object.entries(record(match?.['withoutHeaders'])).map(([name, asked]) => `no header ${name} that ${stringMatchText(asked)}`),
    ...Object.entries(record(match?.['queryParams'])).map(([name, asked]) => `query parameter ${name} ${stringMatchText(asked)}`),
  ];
  return parts.length === 0 ? 'no conditions' : parts.join(', ');
}

/** A prefix is one of text in a VirtualService, and one of whole segments in the Gateway API. */
function meetsPath(uri: unknown, ignoreCase: boolean, semantics: HttpRule['semantics'], path: string): boolean {
  const { exact, prefix, regex } = record(uri);
  const fold = (value: string) => (ignoreCase ? value.toLowerCase() : value);
  if (typeof exact === 'string') return fold(path) === fold(exact);
  if (typeof regex === 'string') return matchesWhole(regex, path);
  if (typeof prefix !== 'string') return true;
  if (semantics === 'virtual-service' || prefix === '/') return fold(path).startsWith(fold(prefix));
  const segments = fold(prefix.replace(/\/$/, ''));
  return fold(path) === segments || fold(path).startsWith(`${segments}/`);
}

function meetsHeader(name: string, asked: unknown, request: RouteRequest): boolean {
  const claim = claimPath(name);
  if (claim) return meetsClaim(claim, asked, request);
  const value = headerOf(request.message, name);
  return value !== undefined && (asksPresence(asked) || meetsString(asked, value));
}

/** A header that is not there counts as an empty one. */
function lacksHeader(name: string, asked: unknown, request: RouteRequest): boolean {
  const claim = claimPath(name);
  if (claim) return !meetsClaim(claim, asked, request);
  const value = headerOf(request.message, name);
  return asksPresence(asked) ? value === undefined : !meetsString(asked, value ?? '');
}

function headerOf(message: HttpMessage, name: string): string | undefined {
  const key = name.toLowerCase();
  switch (key) {
    case ':method': return message.method;
    case ':path': return message.path;
    case ':scheme': return message.scheme;
    case ':authority':
    case 'host': return message.host;
    default: return message.headers[key];
  }
}

/** The first value of a query parameter, as it was sent. */
function queryParam(path: string, name: string): string | undefined {
  const query = path.split('#', 1)[0]!.split('?').slice(1).join('?');
  const pair = query === '' ? undefined : query.split('&').map(part => part.split('=')).find(([key]) => key === name);
  return pair?.slice(1).join('=');
}

const CLAIMS = '@request.auth.claims';

/** "@request.auth.claims.group.id" and "@request.auth.claims[group][id]": ["group", "id"]. */
function claimPath(name: string): string[] | undefined {
  if (!name.toLowerCase().startsWith(CLAIMS)) return undefined;
  const rest = name.slice(CLAIMS.length);
  if (rest.startsWith('.')) return rest.slice(1).split('.');
  return /^(\[[^[\]]+\])+$/.test(rest) ? rest.slice(1, -1).split('][') : undefined;
}

/** Claims that are text, or lists of it. */
function meetsClaim(path: readonly string[], asked: unknown, { claims }: RouteRequest): boolean {
  const value = path.reduce<unknown>((at, key) => record(at)[key], claims);
  const values = (Array.isArray(value) ? value as unknown[] : [value]).flatMap(one => text(one) ?? []);
  return values.some(one => meetsString(asked, one));
}
