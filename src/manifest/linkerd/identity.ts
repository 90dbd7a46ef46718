const DNS_LIKE = /^(\*|[a-z0-9]([-a-z0-9]*[a-z0-9])?)(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** What is wrong with an identity, as the end of a sentence; undefined: it can be one. */
export function identityProblem(identity: string): string | undefined {
  if (!/^spiffe:/i.test(identity)) {
    return DNS_LIKE.test(identity) ? undefined : 'it is neither a DNS name in lower case, which may begin with "*", nor a spiffe:// URI';
  }
  const [, domain, path] = /^spiffe:\/\/([^/]*)(.*)$/.exec(identity) ?? [];
  if (domain === undefined) return 'a SPIFFE identity begins with spiffe://';
  if (domain === '') return 'its trust domain is empty';
  if (!/^[a-z0-9._-]+$/.test(domain)) return `its trust domain "${domain}" has characters other than a-z, 0-9, ".", "-" and "_"`;
  return path === '' ? undefined : pathProblem(path!.slice(1).split('/'));
}

function pathProblem(segments: readonly string[]): string | undefined {
  if (segments.at(-1) === '') return 'it ends in a slash';
  if (segments.some(segment => segment === '' || segment === '.' || segment === '..')) return 'its path has a segment that is empty, "." or ".."';
  return segments.every(segment => /^[a-zA-Z0-9._-]+$/.test(segment)) ? undefined : 'its path has characters other than letters, digits, ".", "-" and "_"';
}
