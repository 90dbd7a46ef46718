/**
 * Full identities of one of the mesh's trust domains (by any of its names, or as "cluster.local") as those of all of them; patterns that are
 * shorter, or for any trust domain, stay.
 */
export function expandedPrincipals(principals: readonly string[], domains: readonly string[]): string[] {
  return [...new Set(principals.flatMap(principal => {
    const [domain = '', ...rest] = principal.split('/');
    if (rest.length !== 4 || domain === '*') return [principal];
    const own = domain === 'cluster.local' || domains.some(name => covers(domain, name));
    return own ? domains.map(name => (domain.startsWith('*') && name.endsWith(domain.slice(1)) ? principal : [name, ...rest].join('/'))) : [principal];
  }))];
}

export function expandedTrustDomains(values: readonly string[], domains: readonly string[]): string[] {
  return [...new Set(values.flatMap(value => (domains.includes(value) ? domains : [value])))];
}

function covers(pattern: string, domain: string): boolean {
  if (pattern.startsWith('*')) return domain.endsWith(pattern.slice(1));
  return pattern.endsWith('*') ? domain.startsWith(pattern.slice(0, -1)) : pattern === domain;
}
