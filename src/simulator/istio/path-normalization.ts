import { text } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { view } from '../../manifest/manifest-set';
import { meshSetting } from '../../manifest/mesh-config';

const UNRESERVED = /^[A-Za-z0-9\-._~]$/;

const mode = view((set): string => {
  const said = text(meshSetting(set, 'pathNormalization', 'normalization'));
  return said === undefined || said === 'DEFAULT' ? 'BASE' : said;
});

/** The path of a request without its query, as proxies of the mesh normalise it before policies see it. */
export function normalizedPath(set: ManifestSet, pathAndQuery: string): string {
  const end = pathAndQuery.search(/[?#]/);
  const path = end < 0 ? pathAndQuery : pathAndQuery.slice(0, end);
  switch (mode(set)) {
    case 'NONE': return path;
    case 'MERGE_SLASHES': return base(path).replace(/\/{2,}/g, '/');
    case 'DECODE_AND_MERGE_SLASHES': return base(path.replace(/%2f/gi, '/').replace(/%5c/gi, '\\')).replace(/\/{2,}/g, '/');
    default: return base(path);
  }
}

/** Most paths are as they should be. */
const NEEDS_WORK = /[\\%]|\/\.\.?(?:\/|$)/;

/** As RFC 3986 has it: what needs no escape has none, "." and ".." are gone; and "\" is "/". */
function base(path: string): string {
  if (!NEEDS_WORK.test(path)) return path;
  const plain = path.replaceAll('\\', '/').replace(/%([0-9a-f]{2})/gi, (escape, code: string) => {
    const character = String.fromCharCode(Number.parseInt(code, 16));
    return UNRESERVED.test(character) ? character : escape;
  });
  const kept: string[] = [];
  const segments = plain.split('/').slice(1);
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    if (segment === '..') kept.pop();
    if (segment !== '.' && segment !== '..') kept.push(segment);
    // "/a/." and "/a/.." are folders.
    else if (last) kept.push('');
  }
  return plain.startsWith('/') ? `/${kept.join('/')}` : plain;
}
