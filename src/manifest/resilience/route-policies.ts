import type { PathStep } from '../field-path';
import { httpRoutes, virtualServices } from '../istio/virtual-services';
import type { Json, ManifestObject } from '../manifest-object';
import { list, record, records, text } from '../manifest-object';
import type { ManifestSet } from '../manifest-set';
import { view } from '../manifest-set';
import { serviceHost } from '../services';
import { milliseconds } from './durations';

/** What one route of a VirtualService, or one rule of an HTTPRoute, says about tries and time. */
export interface RoutePolicy {
  readonly kind: 'VirtualService' | 'HTTPRoute';
  /** The object that the route stands in, and the way to it. */
  readonly object: ManifestObject;
  readonly path: readonly PathStep[];
  /** Full hosts, in lower case, for which it routes calls within the mesh; none at gateways. */
  readonly hosts: readonly string[];
  /** Methods that it is limited to; undefined where it takes any. */
  readonly methods: readonly string[] | undefined;
  readonly timeout: Time | undefined;
  /** For each try. */
  readonly tryTimeout: Time | undefined;
  /** Undefined where it says nothing, and the mesh's default holds. */
  readonly retries: Retries | undefined;
  /** Whether it sends requests on at all, and does not redirect, answer or abort them all itself. */
  readonly forwards: boolean;
}

export interface Time {
  readonly milliseconds: number;
  readonly text: string;
  readonly path: readonly PathStep[];
}

export interface Retries {
  /** Beside the first try. */
  readonly attempts: number;
  /** Conditions of Envoy and status codes; undefined where those of the mesh hold. */
  readonly on: readonly string[] | undefined;
  readonly path: readonly PathStep[];
}

export const routePolicies = view((set): readonly RoutePolicy[] => [...ofVirtualServices(set), ...ofHttpRoutes(set)]);

const byHost = view(set => {
  const index = new Map<string, RoutePolicy[]>();
  for (const policy of routePolicies(set)) {
    for (const host of policy.hosts) {
      const known = index.get(host);
      if (known) known.push(policy);
      else index.set(host, [policy]);
    }
  }
  return index;
});

/** Of the routes for calls to a full host within the mesh. */
export function policiesOfCallsTo(set: ManifestSet, host: string): readonly RoutePolicy[] {
  return byHost(set).get(host) ?? [];
}

function ofVirtualServices(set: ManifestSet): RoutePolicy[] {
  return virtualServices(set).filter(({ hosts }) => hosts.length > 0).flatMap(one => {
    const hosts = one.gateways.includes('mesh') ? one.hosts.map(({ host }) => host) : [];
    return httpRoutes(set, one).map(({ route, object, path }): RoutePolicy => {
      const { retries, timeout } = route;
      const { attempts, retryOn, perTryTimeout } = record(retries);
      const conditions = (text(retryOn) ?? '').split(',').map(condition => condition.trim()).filter(condition => condition !== '');
      return {
        kind: 'VirtualService', object, path, hosts, methods: methodsOf(records(route['match']).map(([match]) => record(match['method'])['exact'])),
        timeout: timeOf(timeout, [...path, 'timeout']), tryTimeout: timeOf(perTryTimeout, [...path, 'retries', 'perTryTimeout']),
        retries: retries === undefined || retries === null ? undefined
          : { attempts: typeof attempts === 'number' ? attempts : 0, on: conditions.length > 0 ? conditions : undefined, path: [...path, 'retries'] },
        forwards: records(route['route']).length > 0 && !abortsAll(route['fault']),
      };
    });
  });
}

function ofHttpRoutes(set: ManifestSet): RoutePolicy[] {
  return set.all('gateway.networking.k8s.io', 'HTTPRoute').flatMap(object => {
    const hosts = records(object.spec['parentRefs']).filter(([{ group, kind }]) => kind === 'Service' && (group === '' || group === 'core'))
      .map(([{ name, namespace }]) => serviceHost(set, text(namespace) || object.namespace!, text(name) ?? ''));
    return records(object.spec['rules']).map(([rule, index]): RoutePolicy => {
      const path = ['spec', 'rules', index];
      const { request, backendRequest } = record(rule['timeouts']);
      const { attempts, codes } = record(rule['retry']);
      return {
        kind: 'HTTPRoute', object, path, hosts, methods: methodsOf(records(rule['matches']).map(([match]) => match['method'])),
        timeout: timeOf(request, [...path, 'timeouts', 'request']), tryTimeout: timeOf(backendRequest, [...path, 'timeouts', 'backendRequest']),
        retries: rule['retry'] === undefined ? undefined : { attempts: typeof attempts === 'number' ? attempts : 2, on: list(codes).map(String), path: [...path, 'retry'] },
        forwards: records(rule['backendRefs']).length > 0,
      };
    });
  });
}

function abortsAll(fault: Json): boolean {
  const { value } = record(record(record(fault)['abort'])['percentage']);
  return typeof value === 'number' && value >= 100;
}

function methodsOf(methods: readonly unknown[]): string[] | undefined {
  const known = methods.flatMap(method => text(method) ?? []);
  return known.length > 0 && known.length === methods.length ? known : undefined;
}

/** "0s" means none. */
function timeOf(value: Json, path: readonly PathStep[]): Time | undefined {
  const ms = milliseconds(value);
  return ms ? { milliseconds: ms, text: value as string, path } : undefined;
}
