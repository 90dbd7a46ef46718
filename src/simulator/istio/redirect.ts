import { record, text } from '../../manifest/manifest-object';
import type { HttpMessage } from '../call';
import { withMatchedReplaced } from './path-rewrite';
import type { RouteEntry } from './route-entries';

const DEFAULT_PORT: Readonly<Record<string, string>> = { http: '80', https: '443' };

export interface Redirect {
  readonly status: number;
  readonly location: string;
}

/** Where a rule's `redirect` sends a request: Host's port stays unless the scheme changes away from its default one. */
export function redirectOf(entry: RouteEntry, message: HttpMessage): Redirect {
  const redirect = record(entry.rule.fields['redirect']);
  const scheme = text(redirect['scheme']) || message.scheme;
  const port = redirectPort(redirect, scheme, entry);
  const host = text(redirect['authority']) || requestHost(message, scheme, port !== undefined);
  const location = `${scheme}://${withoutDefaultPort(host + (port === undefined ? '' : `:${port}`), scheme)}${redirectPath(entry, redirect, message)}`;
  const code: unknown = redirect['redirectCode'];
  return { status: typeof code === 'number' && code !== 0 ? code : 301, location };
}

/** Undefined: the Host's own. */
function redirectPort(redirect: Readonly<Record<string, unknown>>, scheme: string, entry: RouteEntry): number | undefined {
  const port = redirect['derivePort'] === 'FROM_REQUEST_PORT' ? entry.port : redirect['port'];
  return typeof port !== 'number' || port === 0 || String(port) === DEFAULT_PORT[scheme] ? undefined : port;
}

function requestHost({ host, scheme: sent }: HttpMessage, scheme: string, newPort: boolean): string {
  const [, name, port] = /^(.*?)(?::(\d+))?$/.exec(host)!;
  return newPort || scheme !== sent && port === DEFAULT_PORT[sent] ? name! : host;
}

function redirectPath(entry: RouteEntry, { uri, prefixRewrite }: Readonly<Record<string, unknown>>, message: HttpMessage): string {
  if (typeof prefixRewrite === 'string' && prefixRewrite !== '') return withMatchedReplaced(entry, message, prefixRewrite);
  if (typeof uri !== 'string' || uri === '') return message.path;
  const query = message.path.indexOf('?');
  return uri.includes('?') || query < 0 ? uri : uri + message.path.slice(query);
}

function withoutDefaultPort(host: string, scheme: string): string {
  const port = `:${DEFAULT_PORT[scheme]}`;
  return host.endsWith(port) ? host.slice(0, -port.length) : host;
}
