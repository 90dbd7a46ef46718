import { isIPv6 } from 'node:net';

/**
 * The scheme of a URL, "" for an absolute path without one, or undefined for what Go's parser does not take for the target of a request.
 * A scheme makes anything a URL whose rest does not begin with a slash.
 */
export function schemeOfUrl(text: string): string | undefined {
  // eslint-disable-next-line no-control-regex
  if (text === '' || /[\x00-\x1f\x7f]/.test(text)) return undefined;
  if (text.startsWith(':')) return undefined;
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1];
  const rest = (scheme === undefined ? text : text.slice(scheme.length + 1)).replace(/\?.*$/s, '');
  if (!rest.startsWith('/')) return scheme?.toLowerCase();
  const authority = /^\/\/(?!\/)([^/]*)/.exec(rest)?.[1];
  const path = authority === undefined ? rest : rest.slice(authority.length + 2);
  if (authority !== undefined && scheme !== undefined && !isAuthority(authority)) return undefined;
  return validEscapes(path) ? (scheme ?? '').toLowerCase() : undefined;
}

function isAuthority(authority: string): boolean {
  const at = authority.lastIndexOf('@');
  const user = authority.slice(0, Math.max(at, 0));
  const host = authority.slice(at + 1);
  if (!/^[A-Za-z0-9\-._~!$&'()*+,;=%:@]*$/.test(user) || !validEscapes(user)) return false;
  const bracketed = /^\[([^\]]*)\](:\d*)?$/.exec(host);
  if (host.startsWith('[')) return bracketed !== null && isIPv6(bracketed[1]!.replace('%25', '%'));
  const name = host.replace(/:\d*$/, '');
  // Of escapes, only those of bytes beyond ASCII may stand in a host.
  return !name.includes(':') && !/[ \\^`{|}[\]/?#]/.test(name) && validEscapes(name) && !/%[0-7][0-9a-fA-F]/.test(name);
}

function validEscapes(text: string): boolean {
  return !/%(?![0-9a-fA-F]{2})/.test(text);
}
