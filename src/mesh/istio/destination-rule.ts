import type { DestinationRuleSpec, DestinationRuleSpecTrafficPolicy } from '../../../imports/networking-istio-io';
import { toJson_DestinationRuleSpec } from '../../../imports/networking-istio-io';
import { singleUnit } from '../../model/duration';
import type { BreakerIntent, EjectionModel, LimitsModel, ServiceModel, VersionModel } from '../../model/model';
import { host } from '../../model/model';
import type { Resource } from '../../model/resource';
import { resource } from '../../model/resource';
import { effectiveBreaker } from '../../model/routes';

export interface DestinationRuleOptions {
  /** Name of the Kubernetes Service that the rule is for: the service's own by default, or one that stands for a version. */
  readonly serviceName?: string;
  /** Versions to make subsets of; those that are Services of their own need none. */
  readonly versions?: readonly VersionModel[];
  /** Default: the breaker that acts on the service. */
  readonly breaker?: BreakerIntent;
}

/**
 * The DestinationRule of a Service, named like it, or undefined if there is nothing to say. It acts on requests that were *routed to* that
 * Service, so every Service that a version stands for needs its own. Subsets inherit the policy.
 */
export function destinationRule(service: ServiceModel, options: DestinationRuleOptions = {}): Resource | undefined {
  const { serviceName = service.name, versions = [], breaker = effectiveBreaker(service) } = options;
  const subsets = versions.flatMap(v => (v.kind === 'labels' ? [{ name: v.name, labels: { ...v.labels } }] : []));
  const trafficPolicy = breaker && policy(breaker);
  if (subsets.length === 0 && !trafficPolicy) return undefined;
  const spec: DestinationRuleSpec = {
    host: host(service, serviceName),
    ...(trafficPolicy && { trafficPolicy }),
    ...(subsets.length > 0 && { subsets: subsets.sort((a, b) => (a.name < b.name ? -1 : 1)) }),
  };
  return resource('networking.istio.io/v1', 'DestinationRule', { name: serviceName, namespace: service.namespace.name }, {
    spec: toJson_DestinationRuleSpec(spec),
  });
}

function policy({ limits, ejection }: BreakerIntent): DestinationRuleSpecTrafficPolicy | undefined {
  const connectionPool = limits && pool(limits);
  if (!connectionPool && !ejection) return undefined;
  return { ...(connectionPool && { connectionPool }), ...(ejection && { outlierDetection: outlierDetection(ejection) }) };
}

/** `http1MaxPendingRequests` and `http2MaxRequests` count for HTTP/1.1 and HTTP/2 alike, whatever their names say. */
function pool(limits: LimitsModel): DestinationRuleSpecTrafficPolicy['connectionPool'] {
  const { maxConnections, maxPendingRequests, maxRequests } = limits;
  const tcp = maxConnections !== undefined && { tcp: { maxConnections } };
  const http = (maxPendingRequests !== undefined || maxRequests !== undefined)
    && { http: { http1MaxPendingRequests: maxPendingRequests, http2MaxRequests: maxRequests } };
  return tcp || http ? { ...tcp, ...http } : undefined;
}

/** On ports that do not speak HTTP, a connection that fails counts as one of the consecutive errors. */
function outlierDetection(ejection: EjectionModel): DestinationRuleSpecTrafficPolicy['outlierDetection'] {
  return {
    consecutive5XxErrors: ejection.consecutiveErrors,
    interval: singleUnit(ejection.intervalMs),
    baseEjectionTime: singleUnit(ejection.baseEjectionMs),
    maxEjectionPercent: ejection.maxEjectionPercent,
  };
}
