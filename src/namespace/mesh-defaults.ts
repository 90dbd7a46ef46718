import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Mesh } from '../mesh/mesh';
import type { DataPlaneName } from '../model/data-plane';
import type { Finding } from '../model/errors';
import { MeshError } from '../model/errors';
import { Feature } from '../model/feature';
import type { ClusterModel } from '../model/model';
import { labelNameProblem } from '../model/names';
import { Protocol } from '../model/protocol';
import { instance, optionalFlag, optionalList, optionalMember, struct } from '../model/values';
import { noDuplicates, validName, wrong } from '../world/arguments';
import { guarded, place, supportFor } from '../world/intent';
import { World } from '../world/world';
import { MtlsMode } from './mtls-mode';

/** What holds for a whole mesh. */
export interface MeshDefaultsProps {
  /** The mesh. */
  readonly mesh: Mesh;

  /**
   * Whether pods take plaintext, where their namespace says nothing.
   * @default - as the mesh was installed
   */
  readonly mtls?: MtlsMode;

  /**
   * Whether nothing may be sent to pods but what a ServiceAllowList lets in. Probes go on working.
   * @default false
   */
  readonly defaultDeny?: boolean;

  /**
   * Namespaces, by name, for which `defaultDeny` does not hold: those of ingress gateways, for example, which callers without identity reach.
   * @default - none
   */
  readonly exempt?: string[];
}

/**
 * What holds for every namespace of a mesh in a cluster, unless the namespace says otherwise. On Istio it stands in the root namespace.
 *
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/
 */
export class MeshDefaults extends Construct {
  private readonly model: object;

  /**
   * @param scope the scope
   * @param id the construct's id
   * @param props what holds
   * @throws if nothing is said, the data plane cannot do it, or another MeshDefaults for the mesh exists in the cluster
   */
  public constructor(scope: Construct, id: string, props: MeshDefaultsProps) {
    super(...place('MeshDefaults', scope, id));
    this.model = {};
    guarded(this, () => {
      (this as unknown as { model: object }).model = this.declare(props);
    });
  }

  /** The rendered objects, by kind and name. */
  public get resources(): ApiObject[] {
    return World.of(this).owner(this.model).apiObjects;
  }

  private declare(props: MeshDefaultsProps): object {
    const { path } = this.node;
    const dataPlane = instance(path, 'mesh', struct(path, 'props', props, '{ mesh, mtls }').mesh, Mesh, 'a Mesh, for example Mesh.istioAmbient()')._dataPlane;
    const mtls = optionalMember(path, 'mtls', props.mtls, 'MtlsMode', MtlsMode);
    const defaultDeny = optionalFlag(path, 'defaultDeny', props.defaultDeny) ?? false;
    const exempt = optionalList(path, 'exempt', props.exempt, 'names of namespaces');
    if (!mtls && !defaultDeny) wrong(path, 'neither `mtls` nor `defaultDeny` is given; name at least one');
    if (exempt.length > 0 && !defaultDeny) wrong(path, 'exempt names namespaces for which defaultDeny does not hold, and defaultDeny is not set; set it or leave exempt out');
    exempt.forEach((name, index) => validName(path, `exempt[${index}]`, name, n => labelNameProblem(n)));
    noDuplicates(path, 'exempt', exempt, 'namespace');
    const world = World.of(this);
    const cluster = world.clusters.of(this);
    if (exempt.includes(cluster.rootNamespace)) wrong(path, `exempt names "${cluster.rootNamespace}", the root namespace of the mesh: what stands there holds for every namespace, so the whole mesh would be exempt; run what has to be exempt in another namespace`);
    const features = [...(mtls ? [mtls === MtlsMode.STRICT ? Feature.MTLS_STRICT : Feature.MTLS_PERMISSIVE] : []), ...(defaultDeny ? [Feature.DEFAULT_DENY] : [])];
    const answers = features.map(feature => supportFor(path, { dataPlane, cluster }, feature, Protocol.TCP, true));
    const model = world.meshWide(cluster, dataPlane.name);
    if (model.defaults) throw new MeshError('conflicting-declarations', path, `the defaults of ${dataPlane.name} are declared at [${model.defaults.path}] already; put both into one MeshDefaults`);
    world.record(path, { dataPlane, cluster }, answers);
    world.lateChecks.push(() => otherIstio(world, cluster, dataPlane.name, path));
    world.addMeshDefaults(model, dataPlane, { path, ...(mtls && { mtls }), defaultDeny, exempt: exempt.sort() }, this);
    return model;
  }
}

/** Sidecars and ambient share a root namespace, and what stands there holds for both, but is written for one of them. */
function otherIstio(world: World, cluster: ClusterModel, dataPlane: DataPlaneName, path: string): Finding[] {
  const other = dataPlane === 'istio-sidecar' ? 'istio-ambient' : dataPlane === 'istio-ambient' ? 'istio-sidecar' : undefined;
  const namespaces = other ? world.meshWide(cluster, other).namespaces : [];
  if (namespaces.length === 0) return [];
  return [{
    id: 'conflicting-declarations', severity: 'error', path,
    message: `would hold for the namespaces on ${other} too (${namespaces.map(n => n.name).sort().join(', ')}), since both share a root namespace; set mtls and defaultDeny on each namespace instead`,
  }];
}
