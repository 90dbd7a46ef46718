import type { Manifest } from '../app';
import { destinationRuleOf, policyOf } from './destination-rules';
import { podsBehind, serviceOfHost } from './services';
import type { Destination, Reader, RetryWords, RuleMeaning } from './words';
import { expression, join, under } from './words';

/** What a caller's sidecar does. */
export function istioSidecarReader(objects: readonly Manifest[], service: string): Reader {
  const routes = objects.filter(o => o.kind === 'VirtualService' && o.spec.hosts.some((h: string) => serviceOfHost(h) === service));
  if (routes.length > 1) throw new Error(`several VirtualServices for ${service}: only one is in force`);
  return {
    rules: port => {
      const { http = [], tcp = [] } = routes[0]?.spec ?? {};
      const own = [...http, ...tcp].filter(rule => rule.match.some((m: Manifest) => m.port === port));
      return own.length === 0 ? undefined : own.map(rule => ruleMeaning(objects, rule, port));
    },
    policy: destination => policyOf(objects, destination.service),
  };
}

function ruleMeaning(objects: readonly Manifest[], rule: Manifest, port: number): RuleMeaning {
  if (rule.match.some((m: Manifest) => m.port !== port)) throw new Error(`rule ${rule.name} is for several ports`);
  return {
    when: conditions(rule.match),
    to: rule.route.map((r: Manifest) => destination(objects, r, port)),
    ...(rule.timeout && { timeout: rule.timeout }),
    ...(rule.retries && { retries: retries(rule.retries) }),
  };
}

function destination(objects: readonly Manifest[], route: Manifest, port: number): Destination {
  const { host, subset, port: { number } } = route.destination;
  if (number !== port) throw new Error(`port ${port} is sent to port ${number}`);
  const service = serviceOfHost(host);
  const labels = subset && destinationRuleOf(objects, service)?.spec.subsets?.find((s: Manifest) => s.name === subset)?.labels;
  if (subset && !labels) throw new Error(`subset ${subset} of ${service} is defined nowhere`);
  return { service, pods: { ...podsBehind(objects, service), ...labels }, weight: route.weight ?? 100 };
}

/** Sidecars compare prefixes letter by letter: only `/a` and `/a/…` together are the path and everything under it. */
function conditions(matches: readonly Manifest[]): string[] {
  const rest = matches.map(({ method, headers, queryParams }) => [
    method && `method ${method.exact}`,
    ...Object.entries<Manifest>(headers ?? {}).map(([name, m]) => text(`header ${name}`, m)),
    ...Object.entries<Manifest>(queryParams ?? {}).map(([name, m]) => text(`query ${name}`, m)),
  ]);
  const said = matches.flatMap(({ uri }, i) => {
    const twin = (kind: string, value: string) => matches.some((m, j) => m.uri?.[kind] === value && join(rest[j]!) === join(rest[i]!));
    if (uri?.prefix !== undefined && uri.prefix !== '/' && twin('exact', uri.prefix.slice(0, -1))) return [];
    const path = !uri || uri.prefix === '/' ? undefined
      : uri.exact !== undefined && twin('prefix', `${uri.exact}/`) ? under(uri.exact) : text('path', uri);
    return [join([path, ...rest[i]!])];
  });
  return said.filter(c => c !== '');
}

function text(what: string, { exact, prefix, regex }: Manifest): string {
  return exact !== undefined ? `${what} = ${exact}` : prefix !== undefined ? `${what} starts with ${prefix}` : expression(what, regex);
}

const TOKENS: Readonly<Record<string, string>> = { '5xx': 'server errors', 'gateway-error': 'gateway errors' };

function retries({ attempts, retryOn, perTryTimeout }: Manifest): RetryWords {
  return { additional: attempts, on: (retryOn ?? '').split(',').filter(Boolean).map((t: string) => TOKENS[t] ?? t), ...(perTryTimeout && { perTry: perTryTimeout }) };
}
