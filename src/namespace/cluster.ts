import type { IConstruct } from 'constructs';
import { Construct } from 'constructs';
import { MeshError } from '../model/errors';
import type { ClusterModel } from '../model/model';
import { UNNAMED_CLUSTER } from '../model/model';
import { subdomainProblem, labelNameProblem } from '../model/names';
import { instance, options, optionalMember, refused, shown } from '../model/values';
import { validName } from '../world/arguments';
import { World } from '../world/world';

/**
 * The channel of the Gateway API's CRDs that a cluster has installed.
 *
 * @see https://gateway-api.sigs.k8s.io/concepts/versioning/
 */
export enum GatewayApiChannel {
  /** Stable kinds and fields. */
  STANDARD = 'standard',
  /** Also what may still change: retries of HTTPRoutes, for one. */
  EXPERIMENTAL = 'experimental',
}

/** What a cluster has once. */
export interface ClusterProps {
  /**
   * Trust domain of the mesh's identities.
   * @default "cluster.local"
   */
  readonly trustDomain?: string;

  /**
   * DNS domain of the cluster's Services.
   * @default "cluster.local"
   */
  readonly clusterDomain?: string;

  /**
   * Namespace whose mesh configuration holds for the whole mesh. No ordinary namespace.
   * @default "istio-system"
   */
  readonly rootNamespace?: string;

  /**
   * Version of the installed Gateway API CRDs, "1.2" to "1.6".
   * @default "1.5"
   */
  readonly gatewayApiVersion?: string;

  /**
   * Channel of the installed Gateway API CRDs.
   * @default GatewayApiChannel.STANDARD
   */
  readonly gatewayApiChannel?: GatewayApiChannel;
}

const GATEWAY_API_VERSIONS = ['1.2', '1.3', '1.4', '1.5', '1.6'];

/**
 * A cluster that a part of the App is for. An App that names none has one unnamed cluster with the defaults. Services and namespaces of
 * different clusters may have equal names.
 */
export class Cluster {
  /**
   * A cluster with a name of its own.
   *
   * @param name tells the clusters of one App apart; not written into any manifest
   * @param props what the cluster has
   * @throws if the name, a domain or the Gateway API version is none
   */
  public static of(name: string, props: ClusterProps = {}): Cluster {
    const path = typeof name === 'string' ? `Cluster ${name}` : 'Cluster.of';
    validName(path, 'name', name, n => labelNameProblem(n));
    const given = options(path, 'props', props) ?? {};
    const version = given.gatewayApiVersion ?? UNNAMED_CLUSTER.gatewayApi.version;
    if (!GATEWAY_API_VERSIONS.includes(version)) {
      throw new MeshError('unsupported-version', path, `gatewayApiVersion ${shown(version)} is none that is known; use one of ${GATEWAY_API_VERSIONS.join(', ')} (major.minor)`);
    }
    const channel = optionalMember(path, 'gatewayApiChannel', given.gatewayApiChannel, 'GatewayApiChannel', GatewayApiChannel);
    return new Cluster({
      name,
      trustDomain: validName(path, 'trustDomain', given.trustDomain ?? UNNAMED_CLUSTER.trustDomain, subdomainProblem),
      clusterDomain: validName(path, 'clusterDomain', given.clusterDomain ?? UNNAMED_CLUSTER.clusterDomain, subdomainProblem),
      rootNamespace: validName(path, 'rootNamespace', given.rootNamespace ?? UNNAMED_CLUSTER.rootNamespace, n => labelNameProblem(n)),
      gatewayApi: { version, channel: channel === GatewayApiChannel.EXPERIMENTAL ? 'experimental' : 'standard' },
    });
  }

  /**
   * Says that everything below a scope (an App, a Chart, any construct) is for the cluster. The nearest assignment counts.
   *
   * @param scope the scope
   * @param cluster the cluster
   * @throws if mesh constructs already stand below the scope, or a cluster of that name has other attributes
   */
  public static assign(scope: IConstruct, cluster: Cluster): void {
    if (!Construct.isConstruct(scope)) refused('Cluster.assign', 'scope', scope, 'an App, a Chart or another construct');
    World.of(scope).clusters.assign(scope, instance(scope.node.path || 'App', 'cluster', cluster, Cluster)._model);
  }

  /** @internal */
  public readonly _model: ClusterModel;

  private constructor(model: ClusterModel) {
    this._model = model;
  }

  /** The name that tells the clusters of one App apart. */
  public get clusterName(): string {
    return this._model.name;
  }
}
