import { cidrProblem } from '../model/cidr';
import type { DataPlane, DataPlaneName } from '../model/data-plane';
import { DATA_PLANES } from '../model/data-plane';
import { MeshError } from '../model/errors';
import { Feature } from '../model/feature';
import type { ClusterModel } from '../model/model';
import { UNNAMED_CLUSTER } from '../model/model';
import { labelProblem } from '../model/names';
import { Protocol } from '../model/protocol';
import { instance, isNothing, list, member, optionalMember, optionalText, options as given, refused, shown, text } from '../model/values';
import type { Cluster } from '../namespace/cluster';
import { FeatureSupport } from './feature-support';
import { gatewayApi } from './gateway-api/data-plane';
import { istioAmbient } from './istio/ambient/data-plane';
import { istioSidecar } from './istio/sidecar/data-plane';
import { linkerd } from './linkerd/data-plane';
import { LinkerdInboundPolicy } from './linkerd-inbound-policy';
import { Waypoint } from './waypoint';

/** Options of Istio with sidecars. */
export interface IstioSidecarOptions {
  /**
   * Version of Istio, "1.30" or "1.31".
   * @default "1.30"
   */
  readonly version?: string;

  /**
   * Revision (or revision tag) whose injector enrols the pods; written as `istio.io/rev`, never beside `istio-injection`.
   * @default - the default revision, by `istio-injection: enabled`
   * @see https://istio.io/latest/docs/setup/upgrade/canary/
   */
  readonly revision?: string;
}

/** Options of Istio in ambient mode. */
export interface IstioAmbientOptions {
  /**
   * Version of Istio, "1.30" or "1.31".
   * @default "1.30"
   */
  readonly version?: string;

  /**
   * Which waypoints act on requests, where an intent needs them.
   * @default Waypoint.perNamespace()
   * @see https://istio.io/latest/docs/ambient/usage/waypoint/
   */
  readonly waypoint?: Waypoint;
}

/** Options of Linkerd. */
export interface LinkerdOptions {
  /**
   * Version of Linkerd, "2.18", "2.19" or "2.20".
   * @default "2.20"
   */
  readonly version?: string;

  /**
   * What Linkerd was installed with as `proxy.defaultInboundPolicy`. Nothing but that holds for a whole mesh, so MeshDefaults needs to know it.
   * @default - not told; MeshDefaults is refused
   * @see https://linkerd.io/2/reference/authorization-policy/
   */
  readonly defaultInboundPolicy?: LinkerdInboundPolicy;

  /**
   * Networks that the kubelet asks from, as Linkerd was installed with them (`policyController.probeNetworks`). What probes ask is answered to
   * whoever asks it from there.
   * @default - everywhere
   */
  readonly probeNetworks?: string[];
}

/** What an answer about a feature depends on. */
export interface SupportOptions {
  /**
   * The cluster: its Gateway API version and channel count.
   * @default - a cluster with the defaults
   */
  readonly cluster?: Cluster;

  /**
   * What the port speaks.
   * @default Protocol.HTTP
   */
  readonly protocol?: Protocol;
}

const ISTIO_VERSIONS = ['1.30', '1.31'];
const LINKERD_VERSIONS = ['2.18', '2.19', '2.20'];

/**
 * A data plane with its version and options: a value that a namespace is given, and the only word in a program that depends on the mesh.
 */
export class Mesh {
  /**
   * Istio with a proxy in every pod.
   *
   * @param options version and revision
   * @throws if the version is not known or the revision is no label value
   */
  public static istioSidecar(options: IstioSidecarOptions = {}): Mesh {
    const { version: asked, revision: named } = given('Mesh.istioSidecar', 'options', options) ?? {};
    const version = known('Mesh.istioSidecar', asked, ISTIO_VERSIONS, '1.30');
    const revision = optionalText('Mesh.istioSidecar', 'revision', named);
    if (revision !== undefined && (revision === '' || labelProblem('istio.io/rev', revision))) {
      throw new MeshError('invalid-argument', 'Mesh.istioSidecar', `revision "${revision}" must be a label value of at most 63 letters, digits, "-", "_" and "."`);
    }
    return new Mesh(istioSidecar({ version, ...(revision !== undefined && { revision }) }), { version, revision });
  }

  /**
   * Istio with a proxy on every node, and waypoints where requests have to be looked into.
   *
   * @param options version and waypoints
   * @throws if the version is not known
   */
  public static istioAmbient(options: IstioAmbientOptions = {}): Mesh {
    const { version: asked, waypoint: standing } = given('Mesh.istioAmbient', 'options', options) ?? {};
    const version = known('Mesh.istioAmbient', asked, ISTIO_VERSIONS, '1.30');
    const waypoint = instance('Mesh.istioAmbient', 'waypoint', standing ?? Waypoint.perNamespace(), Waypoint)._model;
    return new Mesh(istioAmbient({ version, waypoint }), { version, waypoint });
  }

  /**
   * Linkerd.
   *
   * @param options the version, and what Linkerd was installed with
   * @throws if the version is not known, or a probe network is none
   */
  public static linkerd(options: LinkerdOptions = {}): Mesh {
    const { version: asked, defaultInboundPolicy: installed, probeNetworks: networks } = given('Mesh.linkerd', 'options', options) ?? {};
    const version = known('Mesh.linkerd', asked, LINKERD_VERSIONS, '2.20');
    const defaultInboundPolicy = optionalMember('Mesh.linkerd', 'defaultInboundPolicy', installed, 'LinkerdInboundPolicy', LinkerdInboundPolicy);
    const probeNetworks = isNothing(networks) ? undefined : list('Mesh.linkerd', 'probeNetworks', networks, 'ranges of addresses').map(probeNetwork).sort();
    if (probeNetworks?.length === 0) throw new MeshError('invalid-argument', 'Mesh.linkerd', 'probeNetworks is empty, and no probe would be answered; leave it out to mean everywhere');
    const settings = { version, ...(probeNetworks && { probeNetworks }), ...(defaultInboundPolicy && { defaultInboundPolicy }) };
    return new Mesh(linkerd(settings), settings);
  }

  /**
   * No mesh but the Gateway API, read by whatever implementation of its mesh profile (GAMMA) the cluster runs. Version and channel are the
   * cluster's.
   *
   * @see https://gateway-api.sigs.k8s.io/mesh/
   */
  public static gatewayApi(): Mesh {
    return new Mesh(gatewayApi(), {});
  }

  /**
   * The data plane of that name, with its default options.
   *
   * @param name "istio-sidecar", "istio-ambient", "linkerd" or "gateway-api"
   * @throws if there is none of that name
   */
  public static fromName(name: string): Mesh {
    const make: Record<DataPlaneName, () => Mesh> = {
      'istio-sidecar': () => Mesh.istioSidecar(), 'istio-ambient': () => Mesh.istioAmbient(),
      linkerd: () => Mesh.linkerd(), 'gateway-api': () => Mesh.gatewayApi(),
    };
    if (typeof name !== 'string' || !Object.hasOwn(make, name)) {
      throw new MeshError('invalid-argument', 'Mesh.fromName', `${shown(name)} is no data plane; use one of ${DATA_PLANES.join(', ')}`);
    }
    return make[name as DataPlaneName]();
  }

  /** @internal */
  public readonly _dataPlane: DataPlane;
  private readonly options: string;

  private constructor(dataPlane: DataPlane, options: object) {
    this._dataPlane = dataPlane;
    this.options = JSON.stringify(options);
  }

  /** Name of the data plane. */
  public get meshName(): string {
    return this._dataPlane.name;
  }

  /**
   * What the data plane answers to a feature.
   *
   * @param feature what would be asked
   * @param options cluster and protocol
   */
  public support(feature: Feature, options: SupportOptions = {}): FeatureSupport {
    const { cluster, protocol } = given('Mesh.support', 'options', options) ?? {};
    return FeatureSupport._of(this._dataPlane.support(member('Mesh.support', 'feature', feature, 'Feature', Feature), {
      cluster: isNothing(cluster) ? UNNAMED_CLUSTER : clusterModel(cluster),
      protocol: optionalMember('Mesh.support', 'protocol', protocol, 'Protocol', Protocol) ?? Protocol.HTTP,
    }));
  }

  /** @internal */
  public _equals(other: Mesh): boolean {
    return this.meshName === other.meshName && this.options === other.options;
  }
}

function probeNetwork(network: string, index: number): string {
  const problem = cidrProblem(text('Mesh.linkerd', `probeNetworks[${index}]`, network));
  if (problem) throw new MeshError('invalid-argument', 'Mesh.linkerd', `probeNetworks[${index}]: "${network}" ${problem}`);
  return network;
}

function clusterModel(cluster: Cluster): ClusterModel {
  return (cluster._model as ClusterModel | undefined)?.gatewayApi ? cluster._model : refused('Mesh.support', 'cluster', cluster, 'a Cluster');
}

function known(path: string, version: string | undefined, versions: readonly string[], standard: string): string {
  if (!isNothing(version) && !versions.includes(version)) {
    throw new MeshError('unsupported-version', path, `version ${shown(version)} is none that is known; use one of ${versions.join(', ')} (major.minor)`);
  }
  return version ?? standard;
}
