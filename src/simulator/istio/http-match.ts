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
  const end = path.search(/[?#]/);
  return end < 0 ? path : path.slice(0, end);
}

/** One of the things that a match asks. */
export interface Condition {
  readonly meets: (request: RouteRequest) => boolean;
  /** Why a request does not meet it. */
  readonly why: (request: RouteRequest) => string;
}

/** The first condition of a rule's match that a request does not meet; undefined where it meets all. */
export function mismatch(match: Fields, { semantics }: Pick<HttpRule, 'semantics'>, request: RouteRequest): Condition | undefined {
  const known = conditions[semantics];
  let all = known.get(match);
  if (!all) known.set(match, all = conditionsOf(match, semantics));
  for (const condition of all) if (!condition.meets(request)) return condition;
  return undefined;
}

/** Of each match, in the order in which they are asked. */
const conditions: Readonly<Record<HttpRule['semantics'], WeakMap<Fields, readonly Condition[]>>> = { 'virtual-service': new WeakMap(), 'gateway-api': new WeakMap() };

function conditionsOf(match: Fields, semantics: HttpRule['semantics']): Condition[] {
  const { uri, headers, withoutHeaders, queryParams } = match;
  const meetsUri = pathTest(uri, match['ignoreUriCase'] === true, semantics);
  return [
    ...(uri === undefined ? [] : [{ meets: ({ message }: RouteRequest) => meetsUri(pathOf(message)), why: ({ message }: RouteRequest) => `the path is ${pathOf(message)}, not one that ${stringMatchText(uri)}` }]),
    ...valueCondition('method', match['method'], ({ method }) => method), ...valueCondition('authority', match['authority'], ({ host }) => host), ...valueCondition('scheme', match['scheme'], ({ scheme }) => scheme),
    ...Object.entries(record(headers)).map(([name, asked]): Condition => ({ meets: headerTest(name, asked), why: () => `no header ${name} that ${stringMatchText(asked)}` })),
    ...Object.entries(record(withoutHeaders)).map(([name, asked]): Condition => ({ meets: absenceTest(name, asked), why: () => `there is a header ${name} that ${stringMatchText(asked)}` })),
    ...Object.entries(record(queryParams)).map(([name, asked]): Condition => ({ meets: ({ message }) => meetsValue(asked, queryParam(message.path, name)), why: () => `no query parameter ${name} that ${stringMatchText(asked)}` })),
  ];
}

function valueCondition(what: string, asked: unknown, valueOf: (message: HttpMessage) => string): Condition[] {
  if (asked === undefined || asked === null) return [];
  return [{ meets: ({ message }) => meetsString(asked, valueOf(message)), why: ({ message }) => `the ${what} is ${valueOf(message)}, not one that ${stringMatchText(asked)}` }];
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
function pathTest(uri: unknown, ignoreCase: boolean, semantics: HttpRule['semantics']): (path: string) => boolean {
  const { exact, prefix, regex } = record(uri);
  const fold = (value: string) => (ignoreCase ? value.toLowerCase() : value);
  if (typeof exact === 'string') return path => fold(path) === fold(exact);
  if (typeof regex === 'string') return path => matchesWhole(regex, path);
  if (typeof prefix !== 'string') return () => true;
  if (semantics === 'virtual-service' || prefix === '/') return path => fold(path).startsWith(fold(prefix));
  const whole = fold(prefix.replace(/\/$/, ''));
  const below = `${whole}/`;
  return path => fold(path) === whole || fold(path).startsWith(below);
}

function headerTest(name: string, asked: unknown): Condition['meets'] {
  const claim = claimPath(name);
  if (claim) return request => meetsClaim(claim, asked, request);
  const key = name.toLowerCase();
  return ({ message }) => meetsValue(asked, headerOf(message, key));
}

/** A header that is not there counts as an empty one. */
function absenceTest(name: string, asked: unknown): Condition['meets'] {
  const claim = claimPath(name);
  if (claim) return request => !meetsClaim(claim, asked, request);
  const key = name.toLowerCase();
  return ({ message }) => (asksPresence(asked) ? headerOf(message, key) === undefined : !meetsString(asked, headerOf(message, key) ?? ''));
}

function meetsValue(asked: unknown, value: string | undefined): boolean {
  return value !== undefined && (asksPresence(asked) || meetsString(asked, value));
}

/** By its name in lower case. */
function headerOf(message: HttpMessage, key: string): string | undefined {
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
