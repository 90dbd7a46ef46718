import { Construct } from 'constructs';
import { MeshError } from '../model/errors';
import { Feature } from '../model/feature';
import type { ServiceModel, ServicePortModel } from '../model/model';
import { Protocol } from '../model/protocol';
import type { RetryCondition, RetryModel } from '../model/retries';
import { conditionKey } from '../model/retries';
import { instance, struct } from '../model/values';
import { MeshService } from '../service/mesh-service';
import type { Answer } from '../world/intent';
import { ask, guarded, intentPorts, isGiven, mayBeOmitted, place, requireHttp, requireSameCluster } from '../world/intent';
import type { WhenUnsupported } from '../world/when-unsupported';
import { World } from '../world/world';
import { conditionFeature, Retries } from './retries';

/** When requests are tried again. */
export interface RetryPolicyProps {
  /** The service that is called. */
  readonly service: MeshService;

  /** How often, and when. */
  readonly retries: Retries;

  /**
   * The Service port.
   * @default - every port that speaks HTTP or gRPC
   */
  readonly port?: number;

  /**
   * What becomes of the policy where the data plane cannot do it. Single conditions and the limit per attempt are left out alone; without any
   * condition left, the whole policy is.
   * @default WhenUnsupported.ERROR
   */
  readonly whenUnsupported?: WhenUnsupported;
}

/**
 * Tries failed requests to a service again. A mesh does not know which requests may safely be processed twice: choose the conditions by that.
 *
 * @see https://istio.io/latest/docs/concepts/traffic-management/#retries
 * @see https://linkerd.io/2/reference/retries/
 */
export class RetryPolicy extends Construct {
  /**
   * @param scope the scope
   * @param id the construct's id
   * @param props the policy
   * @throws if a number or duration is out of range, a condition is not one of the port's protocol, or another policy is on the port
   */
  public constructor(scope: Construct, id: string, props: RetryPolicyProps) {
    super(...place('RetryPolicy', scope, id));
    guarded(this, () => {
      const { path } = this.node;
      const service = instance(path, 'service', struct(path, 'props', props, '{ service, retries }').service, MeshService)._model;
      requireSameCluster(this, service.namespace, `service "${service.name}"`);
      const ports = intentPorts(path, service, props.port);
      requireHttp(path, ports, 'retries');
      const retries = instance(path, 'retries', props.retries, Retries, 'Retries.of({ … }) or Retries.none()')._model(path);
      for (const port of ports) fitsProtocol(path, retries, port);
      const mayOmit = mayBeOmitted(path, props.whenUnsupported);
      const world = World.of(this);
      const asked = ports.map(port => askFor(path, service, port, retries, mayOmit));
      const intents = asked.flatMap(a => (a.retries ? [{ path, ports: [a.port.port], retries: a.retries }] : []));
      if (intents.length > 0) {
        world.commit(path, service, () => {
          service.retries.push(...intents);
          return () => service.retries.splice(service.retries.length - intents.length, intents.length);
        });
      }
      world.record(path, service.namespace, asked.flatMap(a => a.record), { service });
      if (retries.additional === 0 && intents.length < ports.length) {
        world.notes.push({
          id: 'default-retries-stay', severity: 'warning', path,
          message: `Retries.none() is left out for service "${service.name}", and ${service.namespace.dataPlane.name} may make retries of its own, of requests that must not be processed twice too`,
        });
      }
    });
  }
}

function fitsProtocol(path: string, retries: RetryModel, port: ServicePortModel): void {
  const grpc = port.protocol === Protocol.GRPC;
  const wrong = retries.on.find(c => (grpc ? ['server-errors', 'gateway-errors', 'http-status'] : ['grpc-status']).includes(c.kind));
  if (!wrong) return;
  throw new MeshError('protocol-mismatch', path, grpc
    ? `retries.on: ${conditionKey(wrong)} is an HTTP status, and port ${port.port} speaks gRPC, whose answers all have status 200; use RetryOn.grpc, or name another \`port\``
    : `retries.on: ${conditionKey(wrong)} is a gRPC status, and port ${port.port} speaks ${port.protocol}; use RetryOn.status, or name another \`port\``);
}

interface Asked {
  readonly port: ServicePortModel;
  /** Undefined: left out. */
  readonly retries?: RetryModel;
  readonly record: readonly Answer[];
}

/** The policy of a port as the data plane can do it. Without any of its conditions it would mean nothing, and is left out as a whole. */
function askFor(path: string, service: ServiceModel, port: ServicePortModel, retries: RetryModel, mayOmit: boolean): Asked {
  const answer = (feature: Feature, condition?: RetryCondition) => ask(path, service, [port], feature, mayOmit, condition)[0]!;
  const base = answer(retries.additional === 0 ? Feature.NO_RETRIES : Feature.RETRIES);
  if (!isGiven(base)) return { port, record: [base] };
  const conditions = retries.on.map(condition => ({ condition, answer: answer(conditionFeature(condition), condition) }));
  const on = conditions.filter(c => isGiven(c.answer)).map(c => c.condition);
  if (retries.on.length > 0 && on.length === 0) {
    const lacking = conditions.map(c => c.answer);
    return { port, record: [{ ...base, support: lacking[0]!.support }, ...lacking] };
  }
  const { perTryMs, ...rest } = retries;
  const perTry = perTryMs === undefined ? undefined : answer(Feature.PER_TRY_TIMEOUT);
  return {
    port,
    retries: { ...rest, on, ...(perTry && isGiven(perTry) && { perTryMs }) },
    record: [base, ...conditions.map(c => c.answer), ...(perTry ? [perTry] : [])],
  };
}
