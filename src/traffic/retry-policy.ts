import { Construct } from 'constructs';
import { MeshError } from '../model/errors';
import { Feature } from '../model/feature';
import type { RetryIntent, ServiceModel, ServicePortModel } from '../model/model';
import { Protocol } from '../model/protocol';
import type { RetryModel } from '../model/retries';
import { conditionKey } from '../model/retries';
import type { MeshService } from '../service/mesh-service';
import { guarded, intentPorts, portsWithFeature, requireHttp } from '../world/intent';
import { WhenUnsupported } from '../world/when-unsupported';
import { World } from '../world/world';
import type { Retries } from './retries';
import { conditionFeature } from './retries';

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
    super(scope, id);
    guarded(this, () => {
      const { path } = this.node;
      const service = props.service._model;
      const ports = intentPorts(path, service, props.port);
      requireHttp(path, ports, 'retries');
      const retries = props.retries._model(path);
      for (const port of ports) fitsProtocol(path, retries, port);
      const world = World.of(this);
      const intents = renderable(world, path, service, ports, retries, props.whenUnsupported === WhenUnsupported.OMIT);
      if (intents.length === 0) return;
      world.commit(path, service, () => {
        service.retries.push(...intents);
        return () => service.retries.splice(service.retries.length - intents.length, intents.length);
      });
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

/** The policy of each port as the data plane can do it. */
function renderable(world: World, path: string, service: ServiceModel, ports: readonly ServicePortModel[], retries: RetryModel, omit: boolean): RetryIntent[] {
  return ports.flatMap(port => {
    const has = (feature: Feature) => portsWithFeature(world, path, service, [port], feature, omit).length > 0;
    if (!has(retries.additional === 0 ? Feature.NO_RETRIES : Feature.RETRIES)) return [];
    const on = retries.on.filter(condition => has(conditionFeature(condition)));
    if (retries.on.length > 0 && on.length === 0) return [];
    const { perTryMs, ...rest } = retries;
    const perTry = perTryMs !== undefined && has(Feature.PER_TRY_TIMEOUT) ? { perTryMs } : {};
    return [{ path, ports: [port.port], retries: { ...rest, on, ...perTry } }];
  });
}
