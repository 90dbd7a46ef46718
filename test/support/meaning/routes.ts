import type { Manifest } from '../app';
import { destinationRuleOf, policyOf } from './destination-rules';
import { podsBehind, serviceObjects } from './services';
import type { Destination, Policy, Reader, RetryWords, RuleMeaning } from './words';
import { expression, join, under } from './words';

/** Routes of the Gateway API for a Service port, in the order in which they are written. */
function routesOf(objects: readonly Manifest[], service: string, port: number): Manifest[] {
  const routes = objects.filter(o => ['HTTPRoute', 'GRPCRoute'].includes(o.kind) && o.spec.parentRefs.some((ref: Manifest) =>
    ref.group === '' && ref.kind === 'Service' && `${ref.namespace}/${ref.name}` === service && ref.port === port));
  if (new Set(routes.map(r => r.kind)).size > 1) throw new Error(`HTTPRoutes and GRPCRoutes for ${service}:${port}: only one kind is in force`);
  return routes;
}

function reader(objects: readonly Manifest[], service: string, rule: (rule: Manifest, route: Manifest) => Partial<RuleMeaning>, policy: Reader['policy']): Reader {
  return {
    rules: port => {
      const routes = routesOf(objects, service, port);
      if (routes.length === 0) return undefined;
      return routes.flatMap(route => route.spec.rules.map((r: Manifest): RuleMeaning => ({
        when: (r.matches ?? []).map(conditions).filter((c: string) => c !== ''),
        to: r.backendRefs.map((ref: Manifest) => destination(objects, ref, port)),
        ...rule(r, route),
      })));
    },
    policy,
  };
}

/** What any implementation of the Gateway API does; it has no breakers. */
export function gatewayApiReader(objects: readonly Manifest[], service: string): Reader {
  return reader(objects, service, resilience, () => ({}));
}

/** What the waypoint of a service does, if its Service names one that exists; without, nobody reads its routes. */
export function istioAmbientReader(objects: readonly Manifest[], service: string): Reader {
  const [namespace] = service.split('/');
  const waypoint = serviceObjects(objects).get(service)?.metadata.labels?.['istio.io/use-waypoint'];
  const stands = waypoint !== undefined && objects.some(o => o.kind === 'Gateway' && o.metadata.namespace === namespace && o.metadata.name === waypoint);
  const routed = reader(objects, service, resilience, destination => policyOf(objects, destination.service));
  return {
    rules: port => {
      const rules = routed.rules(port);
      if (rules && !stands) throw new Error(`${service} has routes and no waypoint that reads them`);
      return rules;
    },
    policy: destination => {
      if (destinationRuleOf(objects, destination.service) && !stands) throw new Error(`${service} has a breaker and no waypoint`);
      return routed.policy(destination);
    },
  };
}

/** What a caller's Linkerd proxy does: routes, and annotations of routes and of the Service that is called. */
export function linkerdReader(objects: readonly Manifest[], service: string): Reader {
  return reader(objects, service, (_, route) => annotated(route), () => accrual(serviceObjects(objects).get(service)!));
}

function destination(objects: readonly Manifest[], { group, kind, name, namespace, port, weight }: Manifest, wanted: number): Destination {
  if (group !== '' || kind !== 'Service' || port !== wanted) throw new Error(`port ${wanted} is sent to ${kind} ${group} ${name}:${port}`);
  const service = `${namespace}/${name}`;
  return { service, pods: podsBehind(objects, service), weight: weight ?? 1 };
}

function conditions({ path, method, headers = [], queryParams = [] }: Manifest): string {
  return join([
    pathWords(path), typeof method === 'string' ? `method ${method}` : method && grpcWords(method),
    ...headers.map((m: Manifest) => text(`header ${m.name}`, m)), ...queryParams.map((m: Manifest) => text(`query ${m.name}`, m)),
  ]);
}

function pathWords(path: Manifest | undefined): string | undefined {
  if (!path || (path.type === 'PathPrefix' && path.value === '/')) return undefined;
  return path.type === 'PathPrefix' ? under(path.value) : text('path', path);
}

const grpcWords = ({ service, method }: Manifest) => (method === undefined ? under(`/${service}`) : `path = /${service}/${method}`);

function text(what: string, { type, value }: Manifest): string {
  return type === 'RegularExpression' ? expression(what, /^\^\(\?:(.*)\)\$$/.exec(value)?.[1] ?? value) : `${what} = ${value}`;
}

function resilience({ timeouts, retry }: Manifest): Partial<RuleMeaning> {
  if (timeouts?.backendRequest && !retry) throw new Error('a limit of one attempt without attempts');
  return { ...(timeouts?.request && { timeout: timeouts.request }), ...(retry && { retries: retryWords(retry, timeouts?.backendRequest) }) };
}

function retryWords({ attempts, codes = [] }: Manifest, perTry: string | undefined): RetryWords {
  const gateway = codes.join() === '502,503,504';
  return { additional: attempts, on: gateway ? ['gateway errors'] : codes.map(String), ...(perTry && { perTry }) };
}

const TOKENS: Readonly<Record<string, string>> = { '5xx': 'server errors', 'gateway-error': 'gateway errors' };

function annotated(route: Manifest): Partial<RuleMeaning> {
  const of = (key: string) => route.metadata.annotations?.[key] as string | undefined;
  const [foreign, own] = route.kind === 'GRPCRoute' ? ['http', 'grpc'] : ['grpc', 'http'];
  if (of(`retry.linkerd.io/${foreign}`)) throw new Error(`${route.kind} with conditions of ${foreign}`);
  const [timeout, conditionList, limit, perTry] = [of('timeout.linkerd.io/request'), of(`retry.linkerd.io/${own}`), of('retry.linkerd.io/limit'), of('retry.linkerd.io/timeout')];
  return {
    ...(timeout && { timeout }),
    ...(conditionList && { retries: { additional: Number(limit), on: conditionList.split(',').map(t => TOKENS[t] ?? t), ...(perTry && { perTry }) } }),
  };
}

function accrual({ metadata: { annotations = {} } }: Manifest): Policy {
  const of = (key: string) => annotations[`balancer.linkerd.io/failure-accrual${key}`];
  return of('') !== 'consecutive' ? {}
    : { ejection: `out for ${of('-consecutive-min-penalty')} up to ${of('-consecutive-max-penalty')} after ${of('-consecutive-max-failures')} errors` };
}
