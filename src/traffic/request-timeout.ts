import type { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { Feature } from '../model/feature';
import { instance, struct } from '../model/values';
import { MeshService } from '../service/mesh-service';
import { milliseconds } from '../world/arguments';
import { ask, guarded, intentPorts, isGiven, mayBeOmitted, place, requireHttp, requireSameCluster } from '../world/intent';
import type { WhenUnsupported } from '../world/when-unsupported';
import { World } from '../world/world';

/** How long a request may take. */
export interface RequestTimeoutProps {
  /** The service that is called. */
  readonly service: MeshService;

  /** The whole request, all attempts included, from the caller's side. More than zero, in whole milliseconds. */
  readonly request: Duration;

  /**
   * The Service port.
   * @default - every port that speaks HTTP or gRPC
   */
  readonly port?: number;

  /**
   * What becomes of the timeout where the data plane cannot do it.
   * @default WhenUnsupported.ERROR
   */
  readonly whenUnsupported?: WhenUnsupported;
}

/**
 * Ends requests to a service that take too long. Without one no data plane here has a limit.
 *
 * @see https://istio.io/latest/docs/concepts/traffic-management/#timeouts
 * @see https://gateway-api.sigs.k8s.io/guides/http-timeouts/
 * @see https://linkerd.io/2/reference/timeouts/
 */
export class RequestTimeout extends Construct {
  /**
   * @param scope the scope
   * @param id the construct's id
   * @param props the timeout
   * @throws if the duration is none that a mesh can say, the port speaks no HTTP, or another timeout is on the port
   */
  public constructor(scope: Construct, id: string, props: RequestTimeoutProps) {
    super(...place('RequestTimeout', scope, id));
    guarded(this, () => {
      const { path } = this.node;
      const service = instance(path, 'service', struct(path, 'props', props, '{ service, request }').service, MeshService)._model;
      requireSameCluster(this, service.namespace, `service "${service.name}"`);
      const ports = intentPorts(path, service, props.port);
      requireHttp(path, ports, 'request');
      const requestMs = milliseconds(path, 'request', props.request);
      const world = World.of(this);
      const answers = ask(path, service, ports, Feature.REQUEST_TIMEOUT, mayBeOmitted(path, props.whenUnsupported));
      const able = answers.filter(isGiven).map(a => a.port.port);
      if (able.length > 0) {
        world.commit(path, service, () => {
          service.timeouts.push({ path, ports: able, requestMs });
          return () => service.timeouts.pop();
        });
      }
      world.record(path, service.namespace, answers, { service });
    });
  }
}
