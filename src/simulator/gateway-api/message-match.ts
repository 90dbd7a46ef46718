import type { GrpcMatch, HttpMatch, NamedMatch, RouteMatch } from '../../manifest/gateway-api/matches';
import { withoutSlash } from '../../manifest/gateway-api/matches';
import type { RankedMatch } from '../../manifest/gateway-api/precedence';
import type { HttpMessage } from '../call';
import { matchesWhole } from '../regular-expression';

/** The first match that a request meets, of matches in their order of precedence. */
export function matchRoute(ranked: readonly RankedMatch[], message: HttpMessage): RankedMatch | undefined {
  const host = hostOf(message);
  return ranked.find(({ hostname, match }) => meetsHostname(hostname, host) && meets(match, message));
}

/** Whether a request meets all that one match asks for. */
export function meets(match: RouteMatch, message: HttpMessage): boolean {
  return match.protocol === 'http' ? meetsHttp(match, message) : meetsGrpc(match, message);
}

/** `''` is every host; `*.` stands for one or more labels. */
export function meetsHostname(hostname: string, host: string): boolean {
  if (hostname === '' || hostname === '*') return true;
  return hostname.startsWith('*.') ? host.endsWith(hostname.slice(1)) && host.length > hostname.length - 1 : host === hostname;
}

/** The host that a request is for, in lower case, without the port. */
export function hostOf({ host }: HttpMessage): string {
  return host.toLowerCase().replace(/:\d+$/, '');
}

/** The path of a request, without the parameters behind it. */
export function pathOf({ path }: HttpMessage): string {
  const at = path.indexOf('?');
  return at < 0 ? path : path.slice(0, at);
}

/** The parameters behind the path, decoded. */
export function queryOf({ path }: HttpMessage): URLSearchParams {
  const at = path.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : path.slice(at + 1));
}

/** "package.Service" and "Method" of a gRPC call. */
export function grpcMethod(message: HttpMessage): { readonly service: string; readonly method: string } | undefined {
  const [, service, method] = /^\/([^/]+)\/([^/]+)$/.exec(pathOf(message)) ?? [];
  return service === undefined || method === undefined ? undefined : { service, method };
}

export function isGrpc({ headers }: HttpMessage): boolean {
  return headers['content-type']?.startsWith('application/grpc') ?? false;
}

/** Whether conditions on headers or parameters hold: what one names has to be there. */
export function meetsAll(matches: readonly NamedMatch[], valueOf: (name: string) => string | undefined): boolean {
  return matches.every(({ name, type, value }) => {
    const actual = valueOf(name);
    return actual !== undefined && (type === 'RegularExpression' ? matchesWhole(value, actual) : actual === value);
  });
}

/** A prefix is one of whole segments. */
export function hasPrefix(path: string, prefix: string): boolean {
  const trimmed = withoutSlash(prefix);
  return trimmed === '' || path === trimmed || path.startsWith(`${trimmed}/`);
}

function meetsHttp({ url, method, headers, queryParams }: HttpMatch, message: HttpMessage): boolean {
  return (method === undefined || method === message.method) && meetsPath(url, pathOf(message))
    && meetsAll(headers, name => headerOf(message, name)) && meetsAll(queryParams, name => queryOf(message).get(name) ?? undefined);
}

function meetsPath({ type, value }: HttpMatch['url'], path: string): boolean {
  if (type === 'Exact') return path === value;
  return type === 'RegularExpression' ? matchesWhole(value, path) : hasPrefix(path, value);
}

function meetsGrpc({ type, service, method, headers }: GrpcMatch, message: HttpMessage): boolean {
  const called = grpcMethod(message);
  if (!called || !isGrpc(message)) return false;
  const fits = (wanted: string | undefined, actual: string) => wanted === undefined || (type === 'RegularExpression' ? matchesWhole(wanted, actual) : wanted === actual);
  return fits(service, called.service) && fits(method, called.method) && meetsAll(headers, name => headerOf(message, name));
}

export function headerOf({ host, headers }: HttpMessage, name: string): string | undefined {
  return name === 'host' ? host : headers[name];
}
