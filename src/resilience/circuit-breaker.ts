import type { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { MeshError } from '../model/errors';
import { Feature } from '../model/feature';
import type { BreakerIntent, EjectionModel, LimitsModel } from '../model/model';
import { speaksHttp } from '../model/protocol';
import { instance, isNothing, options, struct } from '../model/values';
import { MeshService } from '../service/mesh-service';
import { optionalMilliseconds, optionalWholeNumber, wholeNumber, wrong } from '../world/arguments';
import { ask, guarded, isGiven, mayBeOmitted, place, requireSameCluster } from '../world/intent';
import type { WhenUnsupported } from '../world/when-unsupported';
import { World } from '../world/world';

/** How much each calling pod may have in flight to each version of the service. The report says where a data plane counts otherwise. */
export interface CircuitBreakerLimits {
  /**
   * Connections to all pods of the service, 1 to 2147483647.
   * @default - no limit
   */
  readonly maxConnections?: number;

  /**
   * Requests that wait for a connection.
   * @default - no limit
   */
  readonly maxPendingRequests?: number;

  /**
   * Requests that are being answered.
   * @default - no limit
   */
  readonly maxRequests?: number;
}

/** When a pod that keeps failing is put aside. */
export interface CircuitBreakerEjection {
  /** Failures in a row, 1 to 2147483647: server errors, failed connections. */
  readonly consecutiveErrors: number;

  /**
   * How often pods are looked at.
   * @default Duration.seconds(10)
   */
  readonly interval?: Duration;

  /**
   * How long a pod is put aside the first time; longer every further time.
   * @default Duration.seconds(30)
   */
  readonly baseEjectionTime?: Duration;

  /**
   * The largest part of the pods that may be put aside at once, in percent, 1 to 100. One pod always may.
   * @default 10
   */
  readonly maxEjectionPercent?: number;
}

/** A circuit breaker: limits, ejection, or both. */
export interface CircuitBreakerProps {
  /** The service that is called. */
  readonly service: MeshService;

  /**
   * How much may be in flight; what is more is answered 503 at once.
   * @default - no limits
   */
  readonly limits?: CircuitBreakerLimits;

  /**
   * When a pod that keeps failing is put aside.
   * @default - never
   */
  readonly ejection?: CircuitBreakerEjection;

  /**
   * What becomes of the limits or the ejection where the data plane cannot do them; each is left out alone, on the ports concerned.
   * @default WhenUnsupported.ERROR
   */
  readonly whenUnsupported?: WhenUnsupported;
}

const MAX = 2_147_483_647;

/**
 * Protects a service, and its callers, from overload and failing pods. It holds for all ports of the service and all its versions.
 *
 * @see https://istio.io/latest/docs/tasks/traffic-management/circuit-breaking/
 * @see https://linkerd.io/2/reference/circuit-breaking/
 */
export class CircuitBreaker extends Construct {
  /**
   * @param scope the scope
   * @param id the construct's id
   * @param props the breaker
   * @throws if neither limits nor ejection is given, a number or duration is out of range, or another breaker sets the same half
   */
  public constructor(scope: Construct, id: string, props: CircuitBreakerProps) {
    super(...place('CircuitBreaker', scope, id));
    guarded(this, () => {
      const { path } = this.node;
      const service = instance(path, 'service', struct(path, 'props', props, '{ service, limits, ejection }').service, MeshService)._model;
      requireSameCluster(this, service.namespace, `service "${service.name}"`);
      const [givenLimits, givenEjection] = [options(path, 'limits', props.limits), options(path, 'ejection', props.ejection)];
      if (!givenLimits && !givenEjection) wrong(path, 'neither `limits` nor `ejection` is given; name at least one');
      const limits = givenLimits && limitsModel(path, givenLimits);
      if (limits && limits.maxConnections === undefined && !service.ports.some(p => speaksHttp(p.protocol))) {
        throw new MeshError('protocol-mismatch', path, `limits counts requests, and no port of service "${service.name}" speaks HTTP or gRPC; use maxConnections`);
      }
      const ejection = givenEjection && ejectionModel(path, givenEjection);
      const mayOmit = mayBeOmitted(path, props.whenUnsupported);
      const world = World.of(this);
      const asked = (feature: Feature) => ask(path, service, service.ports, feature, mayOmit);
      const [forLimits, forEjection] = [limits ? asked(Feature.REQUEST_LIMITS) : [], ejection ? asked(Feature.EJECTION) : []];
      const breaker: BreakerIntent = { path, ...(forLimits.some(isGiven) && { limits }), ...(forEjection.some(isGiven) && { ejection }) };
      if (breaker.limits || breaker.ejection) {
        world.commit(path, service, () => {
          service.breakers.push(breaker);
          return () => service.breakers.pop();
        });
      }
      world.record(path, service.namespace, [...forLimits, ...forEjection], { service });
    });
  }
}

function limitsModel(path: string, limits: CircuitBreakerLimits): LimitsModel {
  const { maxConnections, maxPendingRequests, maxRequests } = limits;
  const model = { maxConnections, maxPendingRequests, maxRequests };
  if (Object.values(model).every(isNothing)) wrong(path, 'limits names none; give maxConnections, maxPendingRequests or maxRequests, or leave it out');
  for (const [name, value] of Object.entries(model)) optionalWholeNumber(path, `limits.${name}`, value, 1, MAX);
  return Object.fromEntries(Object.entries(model).filter(([, value]) => !isNothing(value)));
}

function ejectionModel(path: string, ejection: CircuitBreakerEjection): EjectionModel {
  return {
    consecutiveErrors: wholeNumber(path, 'ejection.consecutiveErrors', ejection.consecutiveErrors, 1, MAX),
    intervalMs: optionalMilliseconds(path, 'ejection.interval', ejection.interval) ?? 10_000,
    baseEjectionMs: optionalMilliseconds(path, 'ejection.baseEjectionTime', ejection.baseEjectionTime) ?? 30_000,
    maxEjectionPercent: wholeNumber(path, 'ejection.maxEjectionPercent', ejection.maxEjectionPercent ?? 10, 1, 100),
  };
}
