import { hasPartialWildcard, hostProblem, isDnsLabel, isIpAddress } from '../../manifest/istio/host-syntax';

/**
 * Why text is no host of a Gateway's server ("host" or "namespace/host"), or of a Sidecar's egress ("namespace/host", with "~" before a
 * namespace that is left out), or undefined.
 */
export function scopedHostProblem(value: string, place: 'gateway' | 'sidecar'): string | undefined {
  const slash = value.indexOf('/');
  if (slash < 0) return place === 'gateway' ? dnsProblem(value, place) : 'it has no namespace before a slash';
  const [namespace, host] = [value.slice(0, slash), value.slice(slash + 1)];
  if (namespace === '' || host === '') return 'a part is empty';
  const bare = place === 'sidecar' ? namespace.replace(/^~/, '') : namespace;
  const known = ['*', '.', ...(place === 'sidecar' ? [''] : [])].includes(bare) || isDnsLabel(bare);
  return known ? dnsProblem(host, place) : `"${namespace}" is no namespace`;
}

function dnsProblem(host: string, place: 'gateway' | 'sidecar'): string | undefined {
  if (host !== '*' && !host.includes('.')) return 'it is a short name';
  const problem = place === 'gateway' && isIpAddress(host) ? undefined : hostProblem(host);
  return problem ?? (hasPartialWildcard(host) ? 'a wildcard stands for a whole label' : undefined);
}
