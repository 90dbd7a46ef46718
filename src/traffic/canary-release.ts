import { Construct } from 'constructs';
import type { MeshService } from '../service/mesh-service';
import type { ServiceVersion } from '../service/service-version';
import { struct } from '../model/values';
import { wholeNumber } from '../world/arguments';
import { guarded, place } from '../world/intent';
import type { WhenUnsupported } from '../world/when-unsupported';
import type { HttpMatch } from './http-match';
import { commitSplit } from './split-intent';

/** A new version beside the old one. */
export interface CanaryReleaseProps {
  /** The service that is called. */
  readonly service: MeshService;

  /** The version that serves what the canary does not. */
  readonly stable: ServiceVersion;

  /** The new version. */
  readonly canary: ServiceVersion;

  /** Percent of the requests that go to the canary, a whole number from 0 to 100. Changing it renames no object. */
  readonly weight: number;

  /**
   * Requests that match any of these always go to the canary.
   * @default - none
   */
  readonly match?: HttpMatch[];

  /**
   * The Service port that is released.
   * @default - every port that speaks HTTP or gRPC
   */
  readonly port?: number;

  /**
   * What becomes of the release, or of single matches, where the data plane cannot do it.
   * @default WhenUnsupported.ERROR
   */
  readonly whenUnsupported?: WhenUnsupported;
}

/**
 * Sends a part of a service's requests to a new version of it: a TrafficSplit of two versions.
 *
 * @see https://istio.io/latest/docs/tasks/traffic-management/traffic-shifting/
 */
export class CanaryRelease extends Construct {
  /**
   * @param scope the scope
   * @param id the construct's id
   * @param props the release
   * @throws if the weight is not 0 to 100, a version or port is none, or another split is on the port
   */
  public constructor(scope: Construct, id: string, props: CanaryReleaseProps) {
    super(...place('CanaryRelease', scope, id));
    guarded(this, () => {
      wholeNumber(this.node.path, 'weight', struct(this.node.path, 'props', props, '{ service, stable, canary, weight }').weight, 0, 100);
      commitSplit(this, {
        service: props.service,
        port: props.port,
        whenUnsupported: props.whenUnsupported,
        shares: [
          { property: 'stable', version: props.stable, weight: 100 - props.weight, match: undefined },
          { property: 'canary', version: props.canary, weight: props.weight, match: props.match },
        ],
      });
    });
  }
}
