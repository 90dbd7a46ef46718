import { record, text } from '../../manifest/manifest-object';
import type { HttpMessage } from '../call';
import { pathOf } from './http-match';
import { quoted, replaceMatches } from './regex';
import type { RouteEntry } from './route-entries';

/** The path, with its query, after a rule's `rewrite`. */
export function rewrittenPath(entry: RouteEntry, message: HttpMessage): string {
  const { uri, uriRegexRewrite } = record(entry.rule.fields['rewrite']);
  const { match, rewrite } = record(uriRegexRewrite);
  if (uriRegexRewrite !== undefined && uriRegexRewrite !== null) return withPath(message, replaceMatches(text(match) ?? '', pathOf(message), text(rewrite) ?? ''));
  if (typeof uri !== 'string' || uri === '') return message.path;
  if (entry.rule.semantics === 'gateway-api' && uri === '/') {
    return withPath(message, replaceMatches(`^${quoted(segmentPrefix(entry) ?? '')}(/?)(.*)`, pathOf(message), String.raw`/\2`));
  }
  return withMatchedReplaced(entry, message, uri);
}

/** The path, with its query, where the part of it that the entry's match is about gives way to other text. */
export function withMatchedReplaced(entry: RouteEntry, message: HttpMessage, replacement: string): string {
  const path = pathOf(message);
  const { exact, regex, prefix } = record(entry.match?.['uri']);
  // Of an exact or a regular match, that is the whole path; without any, the prefix "/".
  const whole = typeof exact === 'string' || typeof regex === 'string';
  const matched = whole ? path.length : (segmentPrefix(entry) ?? text(prefix) ?? '/').length;
  return withPath(message, replacement + path.slice(matched));
}

function withPath(message: HttpMessage, path: string): string {
  return path + message.path.slice(pathOf(message).length);
}

/** A prefix of whole segments: without the slash at its end. */
function segmentPrefix({ rule, match }: RouteEntry): string | undefined {
  const prefix = text(record(match?.['uri'])['prefix']);
  return rule.semantics === 'gateway-api' && prefix !== undefined && prefix !== '/' ? prefix.replace(/\/$/, '') : undefined;
}
