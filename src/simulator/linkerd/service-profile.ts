import { goDuration } from '../../manifest/linkerd/duration';
import type { Json, ManifestObject } from '../../manifest/manifest-object';
import { list, record, records, text } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import type { Service } from '../../manifest/services';
import { serviceByHost } from '../../manifest/services';
import type { HttpMessage } from '../call';
import { pathOf } from '../gateway-api/message-match';
import type { RouteRef, Target } from '../outcome';
import { findsIn } from '../regular-expression';
import { serviceTarget } from '../target';

/** The ServiceProfile that hides everything else that is said of a Service to callers of a namespace: one with routes or overrides; theirs first. */
export function profileOf(set: ManifestSet, { host, namespace }: Service, callers: string | undefined): ManifestObject | undefined {
  const profiles = [callers, namespace].flatMap(home => (home === undefined ? [] : set.find('linkerd.io', 'ServiceProfile', home, host) ?? []));
  // Only the first is looked at, also where it says nothing.
  return profiles.slice(0, 1).find(({ spec }) => list(spec['routes']).length > 0 || list(spec['dstOverrides']).length > 0);
}

/** The route of a profile that a request takes: the first whose condition it meets. */
export function profileRoute(profile: ManifestObject, message: HttpMessage): { readonly ref: RouteRef; readonly timeoutMs: number | undefined; readonly isRetryable: boolean } | undefined {
  const found = records(profile.spec['routes']).find(([route]) => meets(record(route['condition']), message));
  if (!found) return undefined;
  const [route, rule] = found;
  return { ref: { object: profile, rule, ruleName: text(route['name']) ?? null, match: null }, timeoutMs: goDuration(text(route['timeout']) ?? '') || undefined, isRetryable: route['isRetryable'] === true };
}

/** Where the overrides of a profile send calls; none: to the Service. */
export function overrides(set: ManifestSet, profile: ManifestObject, port: number): Target[] {
  const weighted = records(profile.spec['dstOverrides']).map(([{ authority, weight }]) => ({ authority: text(authority) ?? '', weight: quantity(weight) })).filter(({ weight }) => weight > 0);
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
  return weighted.map(({ authority, weight }): Target => {
    const [host = '', written] = authority.replace(/\.$/, '').split(':');
    const service = serviceByHost(set, host);
    const number = Number(written ?? port);
    const servicePort = service?.ports.find(candidate => candidate.port === number);
    const share = 100 * weight / total;
    return service && servicePort ? serviceTarget(service, servicePort, share, 'auto')
      : { service: undefined, name: host, port: number, version: undefined, share, endpoints: [], connection: 'auto', unusable: { status: 504, reason: `There is no Service ${host} with port ${number}` } };
  });
}

/** "3", 3 or "500m". */
function quantity(value: unknown): number {
  const [, number, milli] = /^(\d+(?:\.\d+)?)(m?)$/.exec(String(value)) ?? [];
  return number === undefined ? 0 : Number(number) / (milli === 'm' ? 1000 : 1);
}

/** All that a condition says has to hold; one that says nothing holds for nothing. */
function meets(condition: Record<string, Json>, message: HttpMessage): boolean {
  const { method, pathRegex, all, any, not } = condition;
  const parts: boolean[] = [
    ...(text(method) === undefined ? [] : [method === message.method]),
    ...(text(pathRegex) === undefined ? [] : [findsIn(anchored(pathRegex as string), pathOf(message))]),
    ...(Array.isArray(all) ? [records(all).every(([part]) => meets(part, message))] : []),
    ...(Array.isArray(any) ? [records(any).some(([part]) => meets(part, message))] : []),
    ...(not === undefined ? [] : [!meets(record(not), message)]),
  ];
  return parts.length > 0 && parts.every(part => part);
}

function anchored(expression: string): string {
  const trimmed = expression.trim();
  return `${trimmed.startsWith('^') ? '' : '^'}${trimmed}${trimmed.endsWith('$') ? '' : '$'}`;
}
