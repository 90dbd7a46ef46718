import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { MeshError } from '../model/errors';
import type { Finding } from '../model/errors';
import { Feature } from '../model/feature';
import type { ServicePortModel, WorkloadModel } from '../model/model';
import { labelNameProblem, subdomainProblem } from '../model/names';
import { Protocol } from '../model/protocol';
import { MeshNamespace } from '../namespace/mesh-namespace';
import { instance, isNothing, optionalFlag, optionalList, struct } from '../model/values';
import { apiObject, validLabels, validName, wrong } from '../world/arguments';
import { ForeignObject } from '../world/foreign-object';
import type { FeatureAnswer } from '../world/intent';
import { guarded, place, requireSameCluster, supportFor } from '../world/intent';
import type { IMeshWorkload } from '../world/mesh-workload';
import { WORKLOAD } from '../world/mesh-workload';
import type { PodMakerSpecJson } from '../world/object-json';
import { World } from '../world/world';
import type { CallOptions, ICallTarget } from './calls';
import { callModel } from './calls';
import { enrolled, optOutIn } from './enrolment';
import type { PodFacts } from './pod-template';
import { podFacts } from './pod-template';
import type { ContainerPort } from './ports';
import { containerPorts } from './ports';
import type { Probe } from './probe';
import { probeModels } from './probe';

/** Pods whose object is not in the App, or need not be. */
export interface WorkloadProps {
  /** Where the pods run. */
  readonly namespace: MeshNamespace;

  /**
   * Labels that select exactly these pods, all versions of them.
   * @default - { app: id }
   */
  readonly podLabels?: { readonly [key: string]: string };

  /**
   * The ServiceAccount that the pods run under: their identity in the mesh.
   * @default - the construct's id
   */
  readonly serviceAccountName?: string;

  /**
   * Whether the ServiceAccount is made here. The account "default" is Kubernetes' own and never made.
   * @default true
   */
  readonly createServiceAccount?: boolean;

  /**
   * Ports of the containers beside those that a Service leads to.
   * @default - none
   */
  readonly ports?: ContainerPort[];

  /**
   * Probes of the containers.
   * @default - unknown
   */
  readonly probes?: Probe[];

  /**
   * Whether nothing may be sent to the pods but what a ServiceAllowList lets in, whatever holds in their namespace. Probes go on working.
   * @default false
   */
  readonly defaultDeny?: boolean;
}

/** Pods whose object stands elsewhere in the App. */
export interface WorkloadAttributes {
  /** The Deployment, StatefulSet, DaemonSet, ReplicaSet, Job, CronJob, Pod or Argo Rollout: labels, account, ports and probes are read from it. */
  readonly apiObject: ApiObject;

  /**
   * The objects of further versions of the same pods. What all have in common in the labels that they select by tells the pods of this workload from
   * others; all run under one account.
   * @default - none
   */
  readonly otherVersions?: ApiObject[];

  /**
   * Name of the workload, in messages and in the names of what is rendered for it.
   * @default - the object's
   */
  readonly name?: string;

  /** Where the pods run. */
  readonly namespace: MeshNamespace;

  /**
   * Ports of the containers, where their names do not say what they speak.
   * @default - read from the object, by name
   */
  readonly ports?: ContainerPort[];

  /**
   * Whether the pods take part in the mesh of their namespace. `false` writes the label or annotation that keeps them out on the pod template.
   * @default - true, unless the pod template keeps them out itself, by such a label or annotation or by the host's network
   */
  readonly enrolled?: boolean;

  /**
   * Whether nothing may be sent to the pods but what a ServiceAllowList lets in, whatever holds in their namespace. Probes go on working.
   * @default false
   */
  readonly defaultDeny?: boolean;
}

/**
 * Pods, their identity, ports and probes: what identity rules act on, and what calls. A MeshService makes its own; pods without a Service are
 * declared with `Workload.of`.
 */
export class Workload extends Construct implements IMeshWorkload {
  /**
   * Pods known by their labels.
   *
   * @param scope the scope
   * @param id the construct's id; the default for label `app` and the account
   * @param props the pods
   * @throws if a name, label or port is none that Kubernetes takes
   */
  public static of(scope: Construct, id: string, props: WorkloadProps): Workload {
    return Workload._create(scope, id, id, props, []);
  }

  /**
   * Pods whose object stands in the App, made by any construct: cdk8s-plus, an imported class, Helm, Include. It is read again at synth.
   *
   * @param scope the scope
   * @param id the construct's id
   * @param attrs the object
   * @throws if the object has no pods, is in another namespace, or cannot be read
   */
  public static fromApiObject(scope: Construct, id: string, attrs: WorkloadAttributes): Workload {
    return new Workload(scope, id, workload => {
      const { path } = workload.node;
      const namespace = instance(path, 'namespace', struct(path, 'attrs', attrs, '{ apiObject, namespace }').namespace, MeshNamespace)._model;
      requireSameCluster(workload, namespace, `namespace "${namespace.name}"`);
      const others = optionalList(path, 'otherVersions', attrs.otherVersions, 'ApiObjects').map((other, index) => apiObject(path, `otherVersions[${index}]`, other));
      const objects = [apiObject(path, 'apiObject', attrs.apiObject), ...others];
      for (const object of objects) inNamespace(path, object, namespace.name);
      const foreign = objects.map(object => new ForeignObject(object, path));
      const read = () => foreign.map(object => podFacts(object.read<PodMakerSpecJson>()));
      const all = read();
      const facts = commonFacts(path, objects, all);
      const pods: WorkloadModel = {
        namespace, name: validName(path, 'name', attrs.name ?? attrs.apiObject.name, subdomainProblem), path, policyLabels: facts.policyLabels,
        account: World.of(workload).account(namespace.cluster, namespace.name, facts.serviceAccount),
        ports: isNothing(attrs.ports) ? facts.ports : containerPorts(path, attrs.ports), probes: facts.probes, namedPorts: facts.namedPorts,
        enrolled: true, podsReachable: true, defaultDeny: optionalFlag(path, 'defaultDeny', attrs.defaultDeny) ?? false, probesRewritten: facts.probesRewritten,
        services: [], calls: [], allowLists: [], mtlsExceptions: [],
      };
      const model: WorkloadModel = { ...pods, enrolled: enrolled(path, optionalFlag(path, 'enrolled', attrs.enrolled), objects, all.map(f => optOutIn(f, pods))) };
      const world = World.of(workload);
      const answers = answersFor(model);
      world.foreignPods.set(model, foreign);
      world.addWorkload(model, workload, false);
      world.record(path, namespace, answers, { namespace: namespace.name });
      world.refreshers.push(() => refresh(world, model, objects, read(), !isNothing(attrs.ports)));
      return model;
    });
  }

  /** @internal */
  public static _create(scope: Construct, id: string, name: string, props: WorkloadProps, behind: readonly ServicePortModel[]): Workload {
    return new Workload(scope, id, workload => {
      const { path } = workload.node;
      const namespace = instance(path, 'namespace', struct(path, 'props', props, '{ namespace }').namespace, MeshNamespace)._model;
      requireSameCluster(workload, namespace, `namespace "${namespace.name}"`);
      const podLabels = validLabels(path, 'podLabels', props.podLabels ?? { app: name });
      if (Object.keys(podLabels).length === 0) wrong(path, 'podLabels is empty and would select every pod of the namespace; name a label of these pods');
      const serviceAccount = validName(path, 'serviceAccountName', props.serviceAccountName ?? name, subdomainProblem);
      const model: WorkloadModel = {
        namespace, name: validName(path, 'name', name, n => labelNameProblem(n)), path, policyLabels: podLabels,
        account: World.of(workload).account(namespace.cluster, namespace.name, serviceAccount),
        ports: containerPorts(path, props.ports, behind), probes: probeModels(path, props.probes), probesUnknown: isNothing(props.probes),
        enrolled: true, podsReachable: false, defaultDeny: optionalFlag(path, 'defaultDeny', props.defaultDeny) ?? false, probesRewritten: true,
        services: [], calls: [], allowLists: [], mtlsExceptions: [],
      };
      const createServiceAccount = optionalFlag(path, 'createServiceAccount', props.createServiceAccount) ?? true;
      const answers = answersFor(model);
      World.of(workload).addWorkload(model, workload, createServiceAccount && serviceAccount !== 'default');
      World.of(workload).record(path, namespace, answers);
      return model;
    });
  }

  /** @internal */
  public readonly _model!: WorkloadModel;

  private constructor(scope: Construct, id: string, make: (workload: Workload) => WorkloadModel) {
    super(...place('Workload', scope, id));
    guarded(this, () => {
      (this as { _model: WorkloadModel })._model = make(this);
    });
  }

  /** Name for messages and reports. */
  public get workloadName(): string {
    return this._model.name;
  }

  /** @internal */
  public get [WORKLOAD](): WorkloadModel {
    return this._model;
  }

  /** The ServiceAccount that the pods run under. */
  public get serviceAccountName(): string {
    return this._model.account.name;
  }

  /**
   * Declares that these pods call something. Feeds allow-lists, reports and the checks of calls between meshes, and is written as annotation
   * `cdk8s-mesh.dev/calls` on their ServiceAccount.
   *
   * @param target what they call
   * @param options ports, methods, paths, gRPC methods; everything if nothing is said
   * @throws if the target does not have the ports, or does not speak HTTP or gRPC where that is needed
   */
  public calls(target: ICallTarget, options: CallOptions = {}): void {
    const call = callModel(this.node.path, target, options);
    if (target.node.root !== this.node.root) wrong(this.node.path, `calls(${target.callTargetName}): the service belongs to another App; declare both in one`);
    if (call.callee.namespace.cluster !== this._model.namespace.cluster) {
      wrong(this.node.path, `calls(${target.callTargetName}): the service is in cluster "${call.callee.namespace.cluster.name}", the caller in "${this._model.namespace.cluster.name}"; call a service of the same cluster`);
    }
    World.of(this).addCall(this._model, call);
  }
}

/** Refuses an object that is in another namespace than the intent says. */
export function inNamespace(path: string, object: ApiObject, namespace: string): void {
  const actual = object.metadata.namespace ?? 'default';
  if (actual !== namespace) {
    throw new MeshError('foreign-object-mismatch', path, `${object.kind} ${object.name} is in namespace "${actual}", not in "${namespace}"; give the object metadata.namespace "${namespace}", or hand in the MeshNamespace "${actual}"`);
  }
}

/** What the data plane says to what the pods ask of it; an error where it cannot do that. */
function answersFor({ path, namespace, enrolled: takesPart, defaultDeny }: WorkloadModel): FeatureAnswer[] {
  const features = [...(takesPart ? [] : [Feature.WORKLOAD_OPT_OUT]), ...(defaultDeny ? [Feature.DEFAULT_DENY] : [])];
  return features.map(feature => supportFor(path, namespace, feature, Protocol.TCP));
}

/** What the objects of all versions say about the pods. */
function commonFacts(path: string, objects: readonly ApiObject[], all: readonly PodFacts[]): PodFacts {
  const [first] = all as [PodFacts];
  const policyLabels = Object.fromEntries(Object.entries(first.policyLabels).filter(([key, value]) => all.every(f => f.policyLabels[key] === value)));
  if (Object.keys(policyLabels).length === 0) {
    const names = objects.map(o => `${o.kind} ${o.name}`).join(', ');
    wrong(path, all.length === 1
      ? `apiObject ${names} has no pods with labels; hand in a Deployment, StatefulSet, DaemonSet, ReplicaSet, Job, CronJob, Pod or Rollout whose pods have labels`
      : `${names} select their pods by no common label; give all of them one, such as "app"`);
  }
  const other = all.findIndex(f => f.serviceAccount !== first.serviceAccount);
  if (other > 0) {
    wrong(path, `the pods of ${objects[0]!.name} run under ServiceAccount "${first.serviceAccount}", those of ${objects[other]!.name} under "${all[other]!.serviceAccount}"; versions of one workload share an account`);
  }
  const unique = <T>(lists: readonly (readonly T[])[]) => [...new Map(lists.flat().map(item => [JSON.stringify(item), item])).values()];
  return { ...first, policyLabels, ports: unique(all.map(f => f.ports)), namedPorts: unique(all.map(f => f.namedPorts)), probes: unique(all.map(f => f.probes)), probesRewritten: all.every(f => f.probesRewritten) };
}

/** Takes over what has changed on the objects since they were handed in. */
function refresh(world: World, model: WorkloadModel, objects: readonly ApiObject[], all: readonly PodFacts[], portsGiven: boolean): Finding[] {
  const out = model.enrolled ? all.map(f => optOutIn(f, model)).find(reason => reason !== undefined) : undefined;
  if (out !== undefined) {
    return [{ id: 'foreign-object-mismatch', severity: 'error', path: model.path, message: `the pods took part in the mesh when they were handed in and have ${out} now; set that before Workload.fromApiObject` }];
  }
  const facts = commonFacts(model.path, objects, all);
  const now = {
    policyLabels: facts.policyLabels, ports: portsGiven ? model.ports : facts.ports, probes: facts.probes, namedPorts: facts.namedPorts,
    probesRewritten: facts.probesRewritten,
  };
  if (facts.serviceAccount !== model.account.name) {
    return [{ id: 'foreign-object-mismatch', severity: 'error', path: model.path, message: `the pods ran under ServiceAccount "${model.account.name}" when they were handed in and run under "${facts.serviceAccount}" now; set the account before Workload.fromApiObject` }];
  }
  const { policyLabels, ports, probes, namedPorts, probesRewritten } = model;
  if (JSON.stringify(now) === JSON.stringify({ policyLabels, ports, probes, namedPorts, probesRewritten })) return [];
  Object.assign(model, now);
  world.owner(model).invalidate();
  world.touchPodsOf(model.account);
  for (const service of model.services) {
    // Services of others say themselves whom they select.
    if (service.origin === 'created') service.selector = model.policyLabels;
    world.touch(service);
  }
  return [];
}
