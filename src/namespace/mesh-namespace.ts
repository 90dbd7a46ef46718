import type { ApiObject, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { Mesh } from '../mesh/mesh';
import { MeshError } from '../model/errors';
import { Feature } from '../model/feature';
import type { NamespaceModel } from '../model/model';
import { labelNameProblem } from '../model/names';
import { containerProtocol } from '../model/port-rules';
import { Protocol } from '../model/protocol';
import { instance, list, optionalFlag, optionalMember, struct, text } from '../model/values';
import { knownContainerPort, noDuplicates, nonEmpty, validLabels, validName, wrong } from '../world/arguments';
import { guarded, place, requireSupport, supportFor } from '../world/intent';
import type { IMeshWorkload } from '../world/mesh-workload';
import { workloadModel } from '../world/mesh-workload';
import { World } from '../world/world';
import { MtlsMode } from './mtls-mode';

/** How a namespace is made. */
export interface MeshNamespaceProps {
  /** The data plane that its pods take part in. */
  readonly mesh: Mesh;

  /**
   * Name of the Namespace.
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Labels of the Namespace besides those that enrol it.
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Whether its pods take plaintext.
   * @default - as MeshDefaults says, else as the mesh was installed
   */
  readonly mtls?: MtlsMode;

  /**
   * Whether nothing may be sent to its pods but what a ServiceAllowList lets in. Probes go on working; an ingress gateway that runs in the namespace
   * is closed too, and needs a list that lets in whom it serves.
   * @default false
   */
  readonly defaultDeny?: boolean;
}

/** Container ports that take plaintext although their namespace takes mutual TLS only. */
export interface MtlsExceptionOptions {
  /** The pods. */
  readonly workload: IMeshWorkload;

  /** Ports of their containers. */
  readonly containerPorts: number[];

  /** Why; for whoever reads the program and its report. */
  readonly reason: string;
}

/** A namespace that is not made here. */
export interface MeshNamespaceAttributes {
  /** Name of the Namespace. */
  readonly name: string;

  /** The data plane that it is enrolled in. */
  readonly mesh: Mesh;
}

const ENROLMENT_LABELS = ['istio-injection', 'istio.io/rev', 'istio.io/dataplane-mode', 'istio.io/use-waypoint', 'istio.io/use-waypoint-namespace'];
const MESH = new WeakMap<NamespaceModel, Mesh>();
const EXISTING = Symbol('existing');

/**
 * A namespace whose pods take part in a mesh. Makes the Namespace object with the label or annotation that enrols it: `istio-injection` or
 * `istio.io/rev` (Istio sidecar), `istio.io/dataplane-mode` (ambient), `linkerd.io/inject` (Linkerd); on the plain Gateway API there is nothing
 * to enrol in. Pods that run already have to be restarted to get a sidecar.
 *
 * @see https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/
 * @see https://istio.io/latest/docs/ambient/usage/add-workloads/
 * @see https://linkerd.io/2/features/proxy-injection/
 */
export class MeshNamespace extends Construct {
  /**
   * A namespace that is made, and enrolled, elsewhere. Several handles to one namespace share what is declared on it.
   *
   * @param scope the scope; what has to be made in the namespace, a waypoint for example, goes into its chart
   * @param id the construct's id
   * @param attrs name and data plane
   * @throws if a handle to the namespace exists with another data plane
   */
  public static fromName(scope: Construct, id: string, attrs: MeshNamespaceAttributes): MeshNamespace {
    return new MeshNamespace(scope, id, { ...attrs, [EXISTING]: true } as MeshNamespaceProps);
  }

  /** The data plane. */
  public readonly mesh!: Mesh;
  /** @internal */
  public readonly _model!: NamespaceModel;

  /**
   * @param scope the scope
   * @param id the construct's id
   * @param props the namespace
   * @throws if the name is none that Kubernetes takes, is the mesh's root namespace, or is declared already
   */
  public constructor(scope: Construct, id: string, props: MeshNamespaceProps) {
    super(...place('MeshNamespace', scope, id));
    guarded(this, () => {
      (this as { mesh: Mesh }).mesh = instance(this.node.path, 'mesh', struct(this.node.path, 'props', props, '{ mesh }').mesh, Mesh, 'a Mesh, for example Mesh.istioAmbient()');
      (this as { _model: NamespaceModel })._model = EXISTING in props ? this.existing(props) : this.created(props);
    });
  }

  /** Name of the Namespace. */
  public get namespaceName(): string {
    return this._model.name;
  }

  /** The rendered objects of the namespace itself, by kind and name. */
  public get resources(): ApiObject[] {
    return World.of(this).owner(this._model).apiObjects;
  }

  /**
   * Patches the namespace's rendered objects of a kind, whatever intents come later.
   *
   * @param kind for example "Namespace"
   * @param ops applied to the object as it is written
   */
  public patch(kind: string, ...ops: JsonPatch[]): void {
    World.of(this).owner(this._model).patch(kind, ops);
  }

  /**
   * Makes container ports of a workload take plaintext too.
   *
   * @param options the pods, their ports, and why
   * @throws if the workload is in another namespace or does not have the ports, no reason is given, or the data plane has no exceptions
   */
  public addMtlsException(options: MtlsExceptionOptions): void {
    const { path } = this.node;
    const workload = workloadModel(path, 'addMtlsException: workload', struct(path, 'addMtlsException: options', options, '{ workload, containerPorts, reason }').workload);
    const reason = text(path, 'addMtlsException: reason', options.reason);
    const ports = list(path, 'addMtlsException: containerPorts', options.containerPorts, 'port numbers');
    if (workload.namespace !== this._model) wrong(path, `addMtlsException: workload "${workload.name}" runs in namespace "${workload.namespace.name}"; declare the exception there`);
    if (reason.trim() === '') wrong(path, 'addMtlsException: reason is empty; say why the ports take plaintext');
    nonEmpty(path, 'addMtlsException: containerPorts', ports, 'name the ports that take plaintext');
    if (this._model.mtls === 'permissive') wrong(path, 'addMtlsException: the namespace is PERMISSIVE, so all its ports take plaintext; leave the exception out');
    const world = World.of(this);
    noDuplicates(path, 'addMtlsException: containerPorts', ports, 'port');
    const record = ports.map(port => {
      knownContainerPort(path, 'addMtlsException: containerPorts', workload, port);
      return supportFor(path, this._model, Feature.MTLS_EXCEPTION, containerProtocol(workload, port));
    });
    world.commitRules(path, workload, () => {
      workload.mtlsExceptions.push({ path, ports: ports.sort((a, b) => a - b), reason });
      return () => workload.mtlsExceptions.pop();
    });
    world.record(path, this._model, record, { workload });
  }

  private created(props: MeshNamespaceProps): NamespaceModel {
    const { path } = this.node;
    const name = validName(path, 'name', props.name ?? this.node.id, n => labelNameProblem(n));
    const labels = validLabels(path, 'labels', props.labels);
    const reserved = Object.keys(labels).find(key => ENROLMENT_LABELS.includes(key));
    if (reserved) throw new MeshError('invalid-argument', path, `labels: "${reserved}" enrols pods in a mesh, which is what \`mesh\` says; take it out`);
    const world = World.of(this);
    const cluster = world.clusters.of(this);
    refuseRoot(path, name, cluster.rootNamespace);
    const first = world.namespace(cluster, name);
    if (first?.created) throw new MeshError('conflicting-declarations', path, `namespace "${name}" is made at [${first.path}] already; use that one, or MeshNamespace.fromName with the same mesh`);
    if (first) this.sameMesh(first);
    const mtls = optionalMember(path, 'mtls', props.mtls, 'MtlsMode', MtlsMode);
    const defaultDeny = optionalFlag(path, 'defaultDeny', props.defaultDeny) ?? false;
    const namespace = { cluster, dataPlane: this.mesh._dataPlane };
    const features = [...(mtls ? [mtls === MtlsMode.STRICT ? Feature.MTLS_STRICT : Feature.MTLS_PERMISSIVE] : []), ...(defaultDeny ? [Feature.DEFAULT_DENY] : [])];
    world.record(path, namespace, features.map(feature => supportFor(path, namespace, feature, Protocol.TCP)), { namespace: name });
    if (first) {
      world.makeNamespace(first, labels, { ...(mtls && { mtls }), defaultDeny });
      this.checkEnrolment(world, first);
      return first;
    }
    return this.declare(world, {
      ...namespace, name, path, created: true, ...(mtls && { mtls }), defaultDeny,
      meshWide: world.meshWide(cluster, this.mesh._dataPlane.name), services: [], workloads: [],
    }, labels);
  }

  private existing(props: MeshNamespaceProps): NamespaceModel {
    const { path } = this.node;
    const name = validName(path, 'name', props.name!, n => labelNameProblem(n));
    const world = World.of(this);
    const cluster = world.clusters.of(this);
    refuseRoot(path, name, cluster.rootNamespace);
    const first = world.namespace(cluster, name);
    if (!first) {
      return this.declare(world, {
        cluster, name, path, dataPlane: this.mesh._dataPlane, created: false, defaultDeny: false,
        meshWide: world.meshWide(cluster, this.mesh._dataPlane.name), services: [], workloads: [],
      }, {});
    }
    this.sameMesh(first);
    return first;
  }

  private declare(world: World, model: NamespaceModel, labels: Readonly<Record<string, string>>): NamespaceModel {
    MESH.set(model, this.mesh);
    world.addNamespace(model, this, labels);
    requireSupport(world, model.path, model, Feature.ENROLMENT, Protocol.TCP);
    if (model.created) this.checkEnrolment(world, model);
    return model;
  }

  private sameMesh(first: NamespaceModel): void {
    if (MESH.get(first)!._equals(this.mesh)) return;
    throw new MeshError('conflicting-declarations', this.node.path, `namespace "${first.name}" is on ${first.dataPlane.name} at [${first.path}], with other options or as another mesh; give both the same mesh`);
  }

  /** A chart, or whoever has hold of the object, can add labels; of those that enrol pods, only the data plane's may stand. */
  private checkEnrolment(world: World, model: NamespaceModel): void {
    world.lateChecks.push(() => {
      const object = world.owner(model).apiObjects.find(o => o.kind === 'Namespace');
      const { metadata } = object?.toJson() as { metadata: { labels?: Record<string, string>; annotations?: Record<string, string> } };
      const plan = model.dataPlane.namespace(model);
      const written: Record<string, string> = { ...metadata.labels, ...metadata.annotations };
      const wanted: Record<string, string> = { ...plan.labels, ...plan.annotations };
      return [...ENROLMENT_LABELS, 'linkerd.io/inject'].filter(key => written[key] !== wanted[key]).map(key => ({
        id: 'conflicting-declarations', severity: 'error', path: model.path,
        message: `Namespace ${model.name} would be written with ${key}: ${written[key] ?? 'nothing'}, and ${model.dataPlane.name} needs ${wanted[key] ?? 'it without that'}; take the label off the chart or the object`,
      }));
    });
  }
}

function refuseRoot(path: string, name: string, root: string): void {
  if (name === root) {
    throw new MeshError('invalid-argument', path, `"${name}" is the root namespace of the mesh: what is declared in it holds for every namespace; put services into another one`);
  }
}
