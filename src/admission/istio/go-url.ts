// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001F\u007F]/;
const LOOSE_PERCENT = /%(?![0-9a-fA-F]{2})/;

/**
 * The scheme of an address as Go's parser reads it, which istiod asks; undefined where it takes the text for no address. `request`: as it
 * stands in the first line of a request, where a path is absolute.
 */
export function schemeOf(address: string, request = false): string | undefined {
  if (CONTROL.test(address) || address.startsWith(':') || (request && address === '')) return undefined;
  const [whole, fragment = ''] = request ? [address] : cut(address, '#');
  const [, scheme = '', behind] = /^([a-zA-Z][a-zA-Z0-9+.-]*):(.*)$/s.exec(whole!) ?? [];
  const [rest] = cut(behind ?? whole!, '?');
  if (LOOSE_PERCENT.test(fragment)) return undefined;
  if (!rest!.startsWith('/')) {
    if (scheme !== '') return scheme.toLowerCase();
    return request || rest!.split('/')[0]!.includes(':') || LOOSE_PERCENT.test(rest!) ? undefined : '';
  }
  const authority = (scheme !== '' || (!request && !rest!.startsWith('///'))) && rest!.startsWith('//') ? rest!.slice(2).split('/')[0]! : undefined;
  if (authority !== undefined && !isAuthority(authority)) return undefined;
  return LOOSE_PERCENT.test(authority === undefined ? rest! : rest!.slice(2 + authority.length)) ? undefined : scheme.toLowerCase();
}

function isAuthority(authority: string): boolean {
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const [, bracketed, port] = /^(\[[^\]]*\])?(?:.*?)(?::([^:]*))?$/s.exec(host) ?? [];
  if (host.startsWith('[') && (bracketed === undefined || !/^(?::\d*)?$/.test(host.slice(bracketed.length)))) return false;
  return !/[ \\^`{|}]/.test(host) && !LOOSE_PERCENT.test(host) && (bracketed !== undefined || port === undefined || /^\d*$/.test(port));
}

function cut(text: string, at: string): [string, string?] {
  const index = text.indexOf(at);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}
