import type { Condition } from '../../simulator/condition';

/** "GET or POST of /cart or /cart/*, x-canary: 1". */
export function conditionText({ methods, paths, hosts, headers, query, claims = {} }: Condition): string {
  const first = [methods.join(' or '), paths.join(' or ')].filter(part => part !== '').join(' of ');
  return [
    first, hosts.length > 0 ? `host ${hosts.join(' or ')}` : '', ...Object.entries(headers).map(([key, value]) => `${key}: ${value}`), ...Object.entries(query).map(([key, value]) => `?${key}=${value}`),
    Object.keys(claims).length > 0 ? `token with ${Object.entries(claims).map(([key, value]) => `${key} ${value}`).join(' and ')}` : '',
  ].filter(part => part !== '').join(', ');
}
