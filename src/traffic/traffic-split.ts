import { Construct } from 'constructs';
import { list, struct } from '../model/values';
import type { MeshService } from '../service/mesh-service';
import type { ServiceVersion } from '../service/service-version';
import { guarded, place } from '../world/intent';
import type { WhenUnsupported } from '../world/when-unsupported';
import type { HttpMatch } from './http-match';
import { commitSplit } from './split-intent';

/** A version and its share. */
export interface VersionShare {
  /** The version. */
  readonly version: ServiceVersion;

  /** Percent of the service's requests (connections, on a TCP port), a whole number from 0 to 100. The weights of a split add up to 100. */
  readonly weight: number;

  /**
   * Requests that match any of these go to the version, whatever its weight.
   * @default - none
   */
  readonly match?: HttpMatch[];
}

/** How traffic is shared among versions. */
export interface TrafficSplitProps {
  /** The service that is called. */
  readonly service: MeshService;

  /** Its versions and their shares. */
  readonly versions: VersionShare[];

  /**
   * The Service port that is split.
   * @default - every port that speaks HTTP or gRPC
   */
  readonly port?: number;

  /**
   * What becomes of the split, or of single matches, where the data plane cannot do it.
   * @default WhenUnsupported.ERROR
   */
  readonly whenUnsupported?: WhenUnsupported;
}

/**
 * Shares the traffic of a service among versions of it, by weight. A service has one split a port.
 *
 * @see https://istio.io/latest/docs/tasks/traffic-management/traffic-shifting/
 * @see https://gateway-api.sigs.k8s.io/guides/traffic-splitting/
 */
export class TrafficSplit extends Construct {
  /**
   * @param scope the scope
   * @param id the construct's id
   * @param props the split
   * @throws if weights do not add up to 100, a version or port is none, two matches tie, or another split is on the port
   */
  public constructor(scope: Construct, id: string, props: TrafficSplitProps) {
    super(...place('TrafficSplit', scope, id));
    guarded(this, () => {
      const { path } = this.node;
      const { service, port, whenUnsupported, versions } = struct(path, 'props', props, '{ service, versions }');
      const shares = list(path, 'versions', versions, 'versions with their weights').map((share, index) => {
        const property = `versions[${index}]`;
        const { version, weight, match } = struct(path, property, share, '{ version, weight }');
        return { property, version, weight, match };
      });
      commitSplit(this, { service, port, whenUnsupported, shares });
    });
  }
}
