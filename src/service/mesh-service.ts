import type { ApiObject, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { MeshError } from '../model/errors';
import type { NamespaceModel, ServiceModel, ServicePortModel } from '../model/model';
import { host } from '../model/model';
import { serviceNameProblem, subdomainProblem } from '../model/names';
import type { StringMap } from '../model/resource';
import { instance, isNothing, optionalFlag, optionalInstance, optionalMember, shown, struct } from '../model/values';
import { apiObject as checkedObject, validAnnotations, validLabels, validName, wrong } from '../world/arguments';
import { MeshNamespace } from '../namespace/mesh-namespace';
import { ForeignObject } from '../world/foreign-object';
import { guarded, place, requireSameCluster } from '../world/intent';
import { World } from '../world/world';
import type { CallOptions, ICallTarget } from './calls';
import { CALLEE, calleeOf } from './calls';
import { checkForeignService, portsOfObject } from './foreign-service';
import { podFindings } from './pod-findings';
import type { MeshServiceAttributes, MeshServiceObjectAttributes, MeshServiceProps } from './mesh-service-props';
import { ServiceType } from './mesh-service-props';
import { servicePorts } from './ports';
import { inNamespace, Workload } from './workload';

type Make = (service: MeshService) => ServiceModel;
const MAKE = Symbol('make');

/**
 * A service of a mesh: its Kubernetes Service and the pods behind it. Intents (`CanaryRelease`, `RetryPolicy`, …) are declared on it, in any
 * number and order, and rendered together.
 */
export class MeshService extends Construct implements ICallTarget {
  /**
   * A service whose Kubernetes Service another construct makes. The protocols of its ports, names where they have none, and what the data plane
   * needs in labels and annotations, are put on that object by patches.
   *
   * @param scope the scope; what intents render goes into its chart
   * @param id the construct's id
   * @param attrs the object and the pods behind it
   * @throws if the object is no Service, is in another namespace, or its ports do not say what they speak
   */
  public static fromApiObject(scope: Construct, id: string, attrs: MeshServiceObjectAttributes): MeshService {
    return MeshService.made(scope, id, service => {
      const { path } = service.node;
      struct(path, 'attrs', attrs, '{ apiObject, namespace, workload }');
      const { apiObject } = attrs;
      const namespace = instance(path, 'namespace', attrs.namespace, MeshNamespace)._model;
      requireSameCluster(service, namespace, `namespace "${namespace.name}"`);
      checkedObject(path, 'apiObject', apiObject);
      instance(path, 'workload', attrs.workload, Workload);
      if (apiObject.kind !== 'Service') wrong(path, `apiObject is a ${apiObject.kind}; hand in a Service, and the ${apiObject.kind} to Workload.fromApiObject`);
      inNamespace(path, apiObject, namespace.name);
      sameNamespace(path, namespace, attrs.workload);
      const foreign = new ForeignObject(apiObject, path);
      const ports = !isNothing(attrs.ports) ? servicePorts(path, attrs.ports) : portsOfObject(path, foreign);
      const world = World.of(service);
      refuseTaken(world, path, namespace, apiObject.name);
      const model = newModel(service, namespace, apiObject.name, ports, attrs.workload._model.policyLabels, { workload: attrs.workload._model, origin: 'patched' });
      world.foreignServices.set(model, foreign);
      world.addService(model, service, undefined);
      world.refreshers.push(() => checkForeignService(world, model, foreign));
      world.lateChecks.push(() => podFindings(world, model));
      return model;
    });
  }

  /**
   * A service that lives elsewhere. A second handle to one service shares what is declared on it.
   *
   * @param scope the scope; what intents render goes into its chart
   * @param id the construct's id
   * @param attrs what is known of it
   * @throws if a handle to the service exists with other attributes
   */
  public static fromAttributes(scope: Construct, id: string, attrs: MeshServiceAttributes): MeshService {
    return MeshService.made(scope, id, service => {
      const { path } = service.node;
      struct(path, 'attrs', attrs, '{ name, namespace, ports }');
      const world = World.of(service);
      const namespace = instance(path, 'namespace', attrs.namespace, MeshNamespace)._model;
      requireSameCluster(service, namespace, `namespace "${namespace.name}"`);
      const name = validName(path, 'name', attrs.name, serviceNameProblem);
      const ports = servicePorts(path, attrs.ports);
      const first = world.service(namespace, name);
      const selector = validLabels(path, 'podLabels', attrs.podLabels);
      const knownLabels = validLabels(path, 'labels', attrs.labels);
      const knownAnnotations = validAnnotations(path, 'annotations', attrs.annotations);
      if (first) return sharedModel(path, first, ports, attrs);
      const account = isNothing(attrs.serviceAccountName) ? undefined : validName(path, 'serviceAccountName', attrs.serviceAccountName, subdomainProblem);
      const workload = account === undefined || Object.keys(selector).length === 0 ? undefined : Workload._create(service, 'workload', name, {
        namespace: attrs.namespace, podLabels: selector, serviceAccountName: account, createServiceAccount: false, ...(!isNothing(attrs.probes) && { probes: attrs.probes }),
      }, ports)._model;
      const model = newModel(service, namespace, name, ports, selector, {
        ...(workload && { workload }), origin: 'external',
        knownLabels, knownAnnotations,
      });
      world.addService(model, service, undefined);
      return model;
    });
  }

  private static made(scope: Construct, id: string, make: Make): MeshService {
    return new MeshService(scope, id, { [MAKE]: make } as unknown as MeshServiceProps);
  }

  /** The pods behind it, if they are known. */
  public readonly workload?: Workload;
  /** @internal */
  public readonly _model!: ServiceModel;

  /**
   * @param scope the scope
   * @param id the construct's id
   * @param props the service
   * @throws if a name, label or port is none that Kubernetes takes, or the service is declared already
   */
  public constructor(scope: Construct, id: string, props: MeshServiceProps) {
    super(...place('MeshService', scope, id));
    guarded(this, () => {
      const make = (struct(this.node.path, 'props', props, '{ namespace, ports }') as MeshServiceProps & { [MAKE]?: Make })[MAKE];
      (this as { _model: ServiceModel })._model = make ? make(this) : this.create(props);
      const workload = workloadConstruct(World.of(this), this._model);
      if (workload) (this as { workload?: Workload }).workload = workload;
    });
  }

  /** Name of the Service. */
  public get serviceName(): string {
    return this._model.name;
  }

  /** Full DNS name of the Service. */
  public get hostName(): string {
    return host(this._model);
  }

  /** Name for messages. */
  public get callTargetName(): string {
    return this._model.name;
  }

  /** @internal */
  public get [CALLEE](): ServiceModel {
    return this._model;
  }

  /** The rendered objects, by kind and name: the Service if it is made here, and what intents need. */
  public get resources(): ApiObject[] {
    return World.of(this).owner(this._model).apiObjects;
  }

  /**
   * The one rendered object of a kind.
   *
   * @param kind for example "VirtualService"
   * @throws if there is none, or more than one
   */
  public resource(kind: string): ApiObject {
    const { resources } = this;
    const found = resources.filter(r => r.kind === kind);
    if (found.length !== 1) {
      wrong(this.node.path, `resource(${shown(kind)}): there are ${found.length} objects of that kind; there are ${resources.map(r => `${r.kind} ${r.name}`).join(', ') || 'no objects'}`);
    }
    return found[0]!;
  }

  /**
   * Patches the service's rendered objects of a kind, whatever intents come later. A patch that does not fit is an error at synth, and so is one
   * that gives a Service other ports, target ports or pods than were declared: routes and rules are made for those.
   *
   * @param kind for example "VirtualService"
   * @param ops applied to the object as it is written
   */
  public patch(kind: string, ...ops: JsonPatch[]): void {
    World.of(this).owner(this._model).patch(kind, ops);
  }

  /**
   * Declares that the pods behind this service call something; see `Workload.calls`.
   *
   * @param target what they call
   * @param options ports, methods, paths, gRPC methods; everything if nothing is said
   * @throws if the pods are not known, or the target does not have what is called
   */
  public calls(target: ICallTarget, options: CallOptions = {}): void {
    if (!this.workload) wrong(this.node.path, `calls(${calleeOf(this.node.path, target).name}): the pods of "${this.serviceName}" are not known; give podLabels and serviceAccountName to MeshService.fromAttributes`);
    this.workload.calls(target, options);
  }

  private create(props: MeshServiceProps): ServiceModel {
    const { path } = this.node;
    const world = World.of(this);
    const namespace = instance(path, 'namespace', props.namespace, MeshNamespace)._model;
    requireSameCluster(this, namespace, `namespace "${namespace.name}"`);
    const name = validName(path, 'name', props.name ?? this.node.id, serviceNameProblem);
    const ports = servicePorts(path, props.ports);
    refuseTaken(world, path, namespace, name);
    const { workload: _, ...own } = props;
    const workload = optionalInstance(path, 'workload', props.workload, Workload);
    const type = optionalMember(path, 'type', props.type, 'ServiceType', ServiceType) ?? ServiceType.CLUSTER_IP;
    if (workload) {
      const given = (['podLabels', 'serviceAccountName', 'createServiceAccount', 'containerPorts', 'probes', 'defaultDeny'] as const).find(key => !isNothing(own[key]));
      if (given) wrong(path, `${given} describes pods, and \`workload\` already names them; leave one of the two out`);
      sameNamespace(path, namespace, workload);
    }
    const pods = (workload ?? Workload._create(this, 'workload', name, {
      namespace: props.namespace,
      ...(!isNothing(props.podLabels) && { podLabels: props.podLabels }),
      ...(!isNothing(props.serviceAccountName) && { serviceAccountName: props.serviceAccountName }),
      createServiceAccount: optionalFlag(path, 'createServiceAccount', props.createServiceAccount) ?? true,
      ...(!isNothing(props.containerPorts) && { ports: props.containerPorts }),
      ...(!isNothing(props.probes) && { probes: props.probes }),
      ...(!isNothing(props.defaultDeny) && { defaultDeny: props.defaultDeny }),
    }, ports))._model;
    const model = newModel(this, namespace, name, ports, pods.policyLabels, { workload: pods, origin: 'created' });
    world.lateChecks.push(() => podFindings(world, model));
    world.addService(model, this, () => (type === ServiceType.CLUSTER_IP ? {} : { type }));
    world.owner(model).flush();
    return model;
  }
}

function newModel(
  service: MeshService, namespace: NamespaceModel, name: string, ports: readonly ServicePortModel[], selector: StringMap,
  more: Pick<ServiceModel, 'origin'> & Partial<ServiceModel>,
): ServiceModel {
  return {
    namespace, name, path: service.node.path, ports, selector, knownLabels: {}, knownAnnotations: {}, callers: [],
    splits: [], timeouts: [], retries: [], breakers: [], versionOf: [], ...more,
  };
}

function refuseTaken(world: World, path: string, namespace: NamespaceModel, name: string): void {
  const first = world.service(namespace, name);
  if (first) throw new MeshError('conflicting-declarations', path, `service "${namespace.name}/${name}" is declared at [${first.path}] already; use that construct, or give this one another \`name\``);
}

function sameNamespace(path: string, namespace: NamespaceModel, workload: Workload): void {
  if (workload._model.namespace !== namespace) {
    wrong(path, `workload "${workload.workloadName}" runs in namespace "${workload._model.namespace.name}", the service in "${namespace.name}"; a Service selects pods of its own namespace`);
  }
}

/** The model of a service that a second handle speaks of, if both say the same. */
function sharedModel(path: string, first: ServiceModel, ports: readonly ServicePortModel[], attrs: MeshServiceAttributes): ServiceModel {
  const differs = (what: string): never => {
    throw new MeshError('conflicting-declarations', path, `service "${first.namespace.name}/${first.name}" has other ${what} at [${first.path}]; say the same, or hand that construct around`);
  };
  if (first.origin !== 'external') {
    throw new MeshError('conflicting-declarations', path, `service "${first.namespace.name}/${first.name}" is made in this App, at [${first.path}]; hand that construct around`);
  }
  const text = (list: readonly ServicePortModel[]) => JSON.stringify(list.map(p => [p.port, p.protocol, p.name, p.targetPort]).sort());
  if (text(ports) !== text(first.ports)) differs('ports');
  const entries = (map: StringMap) => JSON.stringify(Object.entries(map).sort());
  if (attrs.labels && entries(attrs.labels) !== entries(first.knownLabels)) differs('labels');
  if (attrs.annotations && entries(attrs.annotations) !== entries(first.knownAnnotations)) differs('annotations');
  if (attrs.podLabels && entries(attrs.podLabels) !== entries(first.selector)) differs('podLabels');
  if (!isNothing(attrs.serviceAccountName) && attrs.serviceAccountName !== first.workload?.account.name) differs('serviceAccountName');
  return first;
}

function workloadConstruct(world: World, model: ServiceModel): Workload | undefined {
  return model.workload && (world.owner(model.workload).scope as Workload);
}
