import { isOpaqueAtPods, podAnnotation } from '../../manifest/linkerd/port-list';
import type { ManifestObject } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import type { KubeServicePort, Service } from '../../manifest/services';
import { serviceOfHost } from '../addressed';
import type { Call, HttpMessage } from '../call';
import type { ClientSide } from '../data-planes';
import type { RouteOutcome, Target } from '../outcome';
import { serviceName, serviceTarget, unrouted } from '../target';
import type { Trace } from '../trace';
import { available } from './backends';
import { AT } from './carry-out';
import { byEgress } from './egress';
import type { RoutesInForce } from './in-force';
import { inForce, plain, routesInForce } from './in-force';
import { outboundProtocol } from './outbound-protocol';
import type { OutboundParent } from './outbound-routes';
import { outboundRoutes } from './outbound-routes';
import { skipsOutbound } from './port-lists';
import { overrides, profileOf, profileRoute } from './service-profile';

/** Linkerd's proxy beside the caller. */
export const linkerdClient: ClientSide = (set, call, where, trace) => {
  if (skipsOutbound(set, call.client, call.port)) {
    trace.add(AT, call.client.workload?.object, () => `is passed by: port ${call.port} is among the skipped outbound ports`);
    return unrouted(where, 'none', call.http, 'plaintext');
  }
  const named = byName(set, call);
  if (named) return toService(set, call, named.service, named.port, trace);
  switch (where.kind) {
    case 'service': {
      if (where.port) return toService(set, call, where.service, where.port, trace);
      const reason = `Service ${serviceName(where.service)} has no port ${call.port}`;
      trace.add(AT, where.service.object, 'has no such port: nothing is sent there');
      return { kind: 'unroutable', proxy: 'linkerd', route: null, status: call.http ? 403 : null, reason };
    }
    case 'pods': {
      trace.add(AT, where.service.object, 'pods are addressed, not the Service: no route and no annotation of it counts');
      const opaque = where.endpoints.some(({ workload, port }) => port !== undefined && isOpaqueAtPods(set, workload, port));
      return unrouted(where, 'linkerd', opaque ? undefined : call.http, 'auto');
    }
    case 'entry': return byEgress(set, call, where.known.host, trace);
    case 'external': return byEgress(set, call, where.host, trace);
    case 'nowhere': return unrouted(where, 'linkerd', call.http, 'auto');
  }
};

/** A proxy that is injected as an ingress's goes by the name that a request is for, wherever it is addressed. */
function byName(set: ManifestSet, { client, http }: Call): { readonly service: Service; readonly port: KubeServicePort } | undefined {
  if (!http || !client.workload || podAnnotation(set, client.workload, 'linkerd.io/inject') !== 'ingress') return undefined;
  const [, host = '', written] = /^(.*?)(?::(\d+))?$/.exec((http.headers['l5d-dst-override'] ?? http.host).toLowerCase()) ?? [];
  const service = serviceOfHost(set, host, client.namespace);
  const port = service?.ports.find(candidate => candidate.port === Number(written ?? 80));
  return service && port && !service.headless ? { service, port } : undefined;
}

/** What holds for all that proxies of one namespace send to a Service port. */
interface ServicePlan {
  readonly says: string;
  readonly parent: OutboundParent;
  /** Of what is read as HTTP. */
  readonly profile: ManifestObject | undefined;
  readonly routes: RoutesInForce;
  readonly own: (share: number) => Target;
}

/** By the namespace of the callers. */
const plansOf = viewOf((_set, _port: KubeServicePort) => new Map<string | undefined, ServicePlan>());

function planFor(set: ManifestSet, service: Service, port: KubeServicePort, callers: string | undefined): ServicePlan {
  const plans = plansOf(set, port);
  let plan = plans.get(callers);
  if (!plan) plans.set(callers, plan = newPlan(set, service, port, callers));
  return plan;
}

function newPlan(set: ManifestSet, service: Service, port: KubeServicePort, callers: string | undefined): ServicePlan {
  const { protocol, why } = outboundProtocol(set, service, port);
  const parent: OutboundParent = { kind: 'Service', namespace: service.namespace, name: service.name, object: service.object };
  return {
    says: protocol === 'opaque' ? `is opaque: ${why}` : protocol === 'detect' ? `its protocol is detected: ${why}` : `carries ${protocol.toUpperCase()}: ${why}`,
    parent, profile: protocol === 'opaque' ? undefined : profileOf(set, service, callers),
    routes: routesInForce(outboundRoutes(set, parent, port.port, callers), protocol), own: share => serviceTarget(service, port, share, 'auto'),
  };
}

function toService(set: ManifestSet, call: Call, service: Service, port: KubeServicePort, trace: Trace): RouteOutcome {
  const { says, parent, profile, routes, own } = planFor(set, service, port, call.client.namespace);
  trace.add(AT, service.object, says);
  return profile && call.http ? byProfile(set, call, call.http, service, port, profile, trace) : inForce(set, call, parent, routes, own, trace);
}

/** A ServiceProfile hides routes, retries, timeouts and the circuit breaker of its Service. */
function byProfile(
  set: ManifestSet, { port: called }: Call, http: HttpMessage, service: Service, port: KubeServicePort, profile: ManifestObject, trace: Trace,
): RouteOutcome {
  trace.add(AT, profile, 'hides routes of the Gateway API and annotations of the Service');
  const route = profileRoute(profile, http);
  if (route) {
    trace.add(AT, profile, () => `route ${route.ref.ruleName ?? route.ref.rule} matches${route.isRetryable ? '; failures are retried within the budget of the profile, however often' : ''}`);
    trace.use(profile, route.ref.rule);
  }
  const split = overrides(set, profile, called);
  if (split.length > 0) trace.use(profile, null);
  const targets = split.length > 0 ? split : [serviceTarget(service, port, 100, 'auto')];
  return { ...plain(targets[0]!, http, true), route: route?.ref ?? null, targets: targets.map(target => available(target, true)), timeoutMs: route?.timeoutMs };
}
