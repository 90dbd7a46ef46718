import type { Service, KubeServicePort } from '../manifest/services';
import type { Addressed } from './addressed';
import { endpointsOf } from './addressed';
import type { Connection, ResponseChanges, RouteOutcome, ProxyName, Target } from './outcome';
import type { HttpMessage } from './call';

export const NO_CHANGES: ResponseChanges = { set: {}, add: {}, remove: [] };

/** Label by which a Service says which version of another it is. */
const VERSION_LABEL = 'cdk8s-mesh.dev/version';

/** How results name a Service: "cart.shop". */
export function serviceName({ name, namespace }: Pick<Service, 'name' | 'namespace'>): string {
  return `${name}.${namespace}`;
}

/** By connection and port, whose shares are few. */
const targets: Readonly<Record<Connection, WeakMap<KubeServicePort, Map<number, Target>>>> = { auto: new WeakMap(), mtls: new WeakMap(), tls: new WeakMap(), plaintext: new WeakMap() };

export function serviceTarget(service: Service, port: KubeServicePort, share: number, connection: Connection): Target {
  let known = targets[connection].get(port);
  if (!known) targets[connection].set(port, known = new Map());
  let target = known.get(share);
  if (!target) known.set(share, target = newTarget(service, port, share, connection));
  return target;
}

function newTarget(service: Service, port: KubeServicePort, share: number, connection: Connection): Target {
  return { service, name: serviceName(service), port: port.port, version: service.labels[VERSION_LABEL], share, endpoints: endpointsOf(service, port), connection };
}

/** Everything as it is addressed, without any route: what is left where no proxy, or no route object, has a say. */
export function unrouted(where: Addressed, proxy: ProxyName, http: HttpMessage | undefined, connection: Connection): RouteOutcome {
  const nowhere = (reason: string): RouteOutcome => ({ kind: 'unroutable', proxy, route: null, status: null, reason });
  const forward = (target: Target): RouteOutcome =>
    ({ kind: 'forward', proxy, route: null, targets: [target], mirrors: [], http, response: NO_CHANGES, timeoutMs: undefined, retries: undefined, fault: undefined });
  const outside = (name: string, port: number): RouteOutcome => forward({ service: undefined, name, port, version: undefined, share: 100, endpoints: [], connection: 'plaintext' });
  switch (where.kind) {
    case 'service':
      if (!where.port) return nowhere(`Service ${serviceName(where.service)} has no such port`);
      return forward(serviceTarget(where.service, where.port, 100, connection));
    case 'pods':
      return forward({
        service: where.service, name: serviceName(where.service), port: where.port, version: where.service.labels[VERSION_LABEL], share: 100,
        endpoints: where.endpoints, connection,
      });
    case 'entry': return outside(where.known.host, where.port);
    case 'external': return outside('passthrough', where.port);
    case 'nowhere': return nowhere(where.reason);
  }
}
