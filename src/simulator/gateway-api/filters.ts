import type { RouteMatch } from '../../manifest/gateway-api/matches';
import { withoutSlash } from '../../manifest/gateway-api/matches';
import type { Json } from '../../manifest/manifest-object';
import { record, text } from '../../manifest/manifest-object';
import type { HttpMessage } from '../call';
import type { ResponseChanges } from '../outcome';
import { NO_CHANGES } from '../target';
import { changedRequest, headerChanges, mergedChanges } from './header-changes';
import { hasPrefix, hostOf, pathOf } from './message-match';

/** What the filters of a rule, or of one of its backends, make of a request. */
export interface Filtered {
  readonly http: HttpMessage;
  readonly response: ResponseChanges;
  readonly redirect: { readonly status: number; readonly location: string } | undefined;
  /** A filter that cannot be carried out: the client gets 500. */
  readonly problem: string | undefined;
}

export interface FilterContext {
  /** What the request met: a prefix is replaced only where one matched. */
  readonly match: RouteMatch | undefined;
  /** The port that a redirect keeps where it says neither port nor scheme. */
  readonly port: number;
  readonly addsFirst: boolean;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 };

export function filtered(filters: readonly Record<string, Json>[], message: HttpMessage, context: FilterContext): Filtered {
  return filters.reduce<Filtered>((so, filter) => withFilter(so, filter, message, context), { http: message, response: NO_CHANGES, redirect: undefined, problem: undefined });
}

function withFilter(so: Filtered, filter: Record<string, Json>, original: HttpMessage, context: FilterContext): Filtered {
  switch (filter['type']) {
    case 'RequestHeaderModifier': return { ...so, http: changedRequest(so.http, headerChanges(filter['requestHeaderModifier']), context.addsFirst) };
    case 'ResponseHeaderModifier': return { ...so, response: mergedChanges(so.response, headerChanges(filter['responseHeaderModifier'])) };
    case 'URLRewrite': return rewritten(so, record(filter['urlRewrite']), context);
    case 'RequestRedirect': return redirected(so, record(filter['requestRedirect']), original, context);
    case 'ExtensionRef': return { ...so, problem: 'An ExtensionRef filter stands for something that no manifest of the Gateway API says' };
    default: return so;
  }
}

function rewritten(so: Filtered, { hostname, path }: Record<string, Json>, context: FilterContext): Filtered {
  const changed = path === undefined ? so.http.path : changedPath(so.http, record(path), context.match);
  if (changed === undefined) return { ...so, problem: 'It replaces a path prefix, and what the request met is no prefix' };
  return { ...so, http: { ...so.http, host: text(hostname) ?? so.http.host, path: changed } };
}

function redirected(so: Filtered, redirect: Record<string, Json>, original: HttpMessage, context: FilterContext): Filtered {
  const path = redirect['path'] === undefined ? original.path : changedPath(original, record(redirect['path']), context.match);
  if (path === undefined) return { ...so, problem: 'It redirects to another path prefix, and what the request met is no prefix' };
  const said = text(redirect['scheme']);
  const scheme = said ?? original.scheme;
  const port = typeof redirect['port'] === 'number' ? redirect['port'] : said === undefined ? context.port : DEFAULT_PORTS[said];
  const host = text(redirect['hostname']) ?? hostOf(original);
  const location = `${scheme}://${host}${port === undefined || port === DEFAULT_PORTS[scheme] ? '' : `:${port}`}${path}`;
  return { ...so, redirect: { status: typeof redirect['statusCode'] === 'number' ? redirect['statusCode'] : 302, location } };
}

/** The new path, with the query that was there; undefined where a prefix is to be replaced that did not match. */
function changedPath(message: HttpMessage, { type, replaceFullPath, replacePrefixMatch }: Record<string, Json>, match: RouteMatch | undefined): string | undefined {
  const path = pathOf(message);
  const query = message.path.slice(path.length);
  if (type === 'ReplaceFullPath') return `${text(replaceFullPath) ?? '/'}${query}`;
  const prefix = match?.protocol === 'http' && match.url.type === 'PathPrefix' ? match.url.value : undefined;
  if (prefix === undefined || !hasPrefix(path, prefix)) return undefined;
  return `${`${withoutSlash(text(replacePrefixMatch) ?? '')}${path.slice(withoutSlash(prefix).length)}` || '/'}${query}`;
}
