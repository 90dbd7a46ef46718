import type { Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import type { DataPlane, DataPlaneName, Problem } from '../model/data-plane';
import type { Finding } from '../model/errors';
import { MeshError } from '../model/errors';
import type { Feature, Support } from '../model/feature';
import type { CallModel, ClusterModel, NamespaceModel, ServiceModel, WorkloadModel } from '../model/model';
import { portRules } from '../model/port-rules';
import type { Resource } from '../model/resource';
import type { AccountModel, MeshDefaultsModel, MeshWideModel } from '../model/security';
import { SupportLevel } from '../model/feature';
import { ClusterRegistry } from './cluster-registry';
import { Owner } from './owner';
import type { ForeignObject } from './foreign-object';
import { adoptService, namespaceResources, patchPods, patchService, serviceAccountResources, serviceResources, workloadResources } from './owner-resources';
import { serviceProblems, workloadProblems } from './problems';
import { SynthCheck } from './synth-check';

/** A feature that an intent used, or left out, and what the data plane said. */
export interface FeatureUse {
  readonly feature: Feature;
  readonly path: string;
  readonly cluster: string;
  readonly dataPlane: string;
  readonly support: Support;
  readonly omitted: boolean;
  /** What the intent is about; undefined: the whole mesh. */
  readonly about: FeatureSubject | undefined;
}

export type FeatureSubject = { readonly service: ServiceModel } | { readonly workload: WorkloadModel } | { readonly namespace: string };

const WORLD = Symbol.for('cdk8s-mesh.World');
const key = (cluster: ClusterModel, namespace: string, ...rest: string[]) => [cluster.name, namespace, ...rest].join('/');

/** Everything that the constructs of one App have declared, by cluster, namespace and name. */
export class World {
  public static of(scope: IConstruct): World {
    const root = scope.node.root as IConstruct & { [WORLD]?: World };
    if (!root[WORLD]) Object.defineProperty(root, WORLD, { value: new World(root) });
    return root[WORLD]!;
  }

  public readonly clusters: ClusterRegistry;
  public readonly namespaces = new Map<string, NamespaceModel>();
  public readonly services = new Map<string, ServiceModel>();
  public readonly workloads: WorkloadModel[] = [];
  public readonly accounts = new Map<string, AccountModel>();
  public readonly meshes = new Map<string, MeshWideModel>();
  public readonly uses: FeatureUse[] = [];
  /** Counts every change of the model, of patches, and of declarations. */
  public revision = 0;
  /** Services that other constructs make. */
  public readonly foreignServices = new Map<ServiceModel, ForeignObject>();
  /** What makes the pods of a workload, if other constructs do: one object, or one for each version. */
  public readonly foreignPods = new Map<WorkloadModel, readonly ForeignObject[]>();
  /** Look at what was declared, when all of it is; each returns findings. */
  public readonly lateChecks: (() => Finding[])[] = [];
  /** Findings of single intents that are no errors. */
  public readonly notes: Finding[] = [];
  /** Read objects of other constructs again, before everything is rendered for the last time; each returns findings. */
  public readonly refreshers: (() => Finding[])[] = [];
  private readonly owners = new Map<object, Owner>();
  private readonly ownerScopes = new Set<IConstruct>();
  /** Workloads by the accounts that their rules let in. */
  private readonly letIn = new Map<AccountModel, Set<WorkloadModel>>();
  private readonly namespaceLabels = new Map<NamespaceModel, Readonly<Record<string, string>>>();
  private readonly check: SynthCheck;

  private constructor(public readonly root: IConstruct) {
    this.clusters = new ClusterRegistry(scope => [...this.owners.values()].some(owner => isWithin(owner.scope, scope)));
    this.check = new SynthCheck(this);
    root.node.addValidation({ validate: () => this.check.rootErrors() });
  }

  // --- declarations ---------------------------------------------------------------------------------------------------------------------

  public namespace(cluster: ClusterModel, name: string): NamespaceModel | undefined {
    return this.namespaces.get(key(cluster, name));
  }

  public service(namespace: NamespaceModel, name: string): ServiceModel | undefined {
    return this.services.get(key(namespace.cluster, namespace.name, name));
  }

  public addNamespace(model: NamespaceModel, scope: Construct, labels: Readonly<Record<string, string>>): void {
    this.namespaces.set(key(model.cluster, model.name), model);
    model.meshWide.namespaces.push(model);
    this.owners.get(model.meshWide)?.invalidate();
    this.namespaceLabels.set(model, labels);
    this.own(model, scope, () => namespaceResources(model, this.namespaceLabels.get(model)!));
  }

  /** A namespace of which there was only a handle is made in the App after all. */
  public makeNamespace(model: NamespaceModel, labels: Readonly<Record<string, string>>, said: Pick<NamespaceModel, 'mtls' | 'defaultDeny'>): void {
    Object.assign(model, said, { created: true });
    this.namespaceLabels.set(model, labels);
    this.touchNamespace(model);
  }

  public addWorkload(model: WorkloadModel, scope: Construct, createServiceAccount: boolean): void {
    const first = model.namespace.workloads.find(w => w.name === model.name);
    if (first) throw new MeshError('conflicting-declarations', model.path, `workload "${model.namespace.name}/${model.name}" is declared at [${first.path}] already; use that one, or give this one another name`);
    this.workloads.push(model);
    model.namespace.workloads.push(model);
    this.own(model, scope, () => {
      for (const foreign of this.foreignPods.get(model) ?? []) patchPods(model, foreign);
      for (const account of accountsLetIn(model)) entry(this.letIn, account, () => new Set()).add(model);
      return workloadResources(model);
    });
    const { account } = model;
    account.workloads.push(model);
    this.touchPodsOf(account);
    if (createServiceAccount && !this.owners.has(account)) this.own(account, scope, () => serviceAccountResources(account));
    this.owners.get(account)?.invalidate();
  }

  /** The identity of that name, whether the App knows any pods under it or not. */
  public account(cluster: ClusterModel, namespace: string, name: string): AccountModel {
    return entry(this.accounts, key(cluster, namespace, name), () => ({ cluster, namespace, name, workloads: [] }));
  }

  /** What holds for all namespaces of a data plane in a cluster. */
  public meshWide(cluster: ClusterModel, dataPlane: DataPlaneName): MeshWideModel {
    return entry(this.meshes, key(cluster, dataPlane), () => ({ cluster, dataPlane, namespaces: [] }));
  }

  public addMeshDefaults(model: MeshWideModel, dataPlane: DataPlane, defaults: MeshDefaultsModel, scope: Construct): void {
    model.defaults = defaults;
    this.own(model, scope, () => dataPlane.meshWide(model));
    for (const namespace of model.namespaces) this.touchNamespace(namespace);
  }

  public addService(model: ServiceModel, scope: Construct, createObject: (() => Readonly<Record<string, unknown>>) | undefined): void {
    this.services.set(key(model.namespace.cluster, model.namespace.name, model.name), model);
    model.namespace.services.push(model);
    model.workload?.services.push(model);
    this.own(model, scope, () => {
      const foreign = this.foreignServices.get(model);
      if (foreign) {
        if (adoptService(model, foreign)) this.touch(model);
        patchService(model, foreign);
      }
      return serviceResources(model, createObject?.());
    });
    this.touch(model);
  }

  /** Whether objects are rendered below the construct. */
  public isOwnerScope(construct: IConstruct): boolean {
    return this.ownerScopes.has(construct);
  }

  private own(model: object, scope: Construct, render: () => readonly Resource[]): void {
    this.ownerScopes.add(scope);
    this.owners.set(model, new Owner(scope, render, () => { this.revision++; }));
    this.revision++;
  }

  public owner(model: object): Owner {
    const owner = this.owners.get(model);
    if (!owner) throw new Error('a model without owner');
    return owner;
  }

  public ownsServiceAccount(account: AccountModel): boolean {
    return this.owners.has(account);
  }

  // --- intents --------------------------------------------------------------------------------------------------------------------------

  /**
   * Enters an intent into the model, if everything it touches can still be rendered; else throws and leaves the model as it was.
   * `apply` changes the model and returns how to take that back.
   */
  public commit(path: string, service: ServiceModel, apply: () => () => void): void {
    const undo = apply();
    const problem = this.problemAfter(service, undo);
    if (problem) {
      throw asError(path, problem);
    }
    this.touch(service);
  }

  /** Whether an intent would be refused, and why; the model stays as it is. */
  public refusal(service: ServiceModel, apply: () => () => void): Problem | undefined {
    const undo = apply();
    const problem = this.problemAfter(service, undo);
    if (!problem) undo();
    return problem;
  }

  /** Takes the change back if there is a problem. */
  private problemAfter(service: ServiceModel, undo: () => void): Problem | undefined {
    try {
      const problem = this.affected(service).flatMap(serviceProblems)[0];
      if (problem) undo();
      return problem;
    } catch (error) {
      undo();
      throw error;
    }
  }

  /** Enters into the report what a data plane said to an intent. */
  public record(
    path: string, { dataPlane, cluster }: Pick<NamespaceModel, 'dataPlane' | 'cluster'>, answers: readonly { readonly feature: Feature; readonly support: Support }[], about?: FeatureSubject,
  ): void {
    for (const { feature, support } of answers) {
      this.uses.push({ feature, path, cluster: cluster.name, dataPlane: dataPlane.name, support, omitted: support.level === SupportLevel.UNSUPPORTED, about });
    }
  }

  /** Renders anew, when next needed, whatever depends on the service. */
  public touch(service: ServiceModel): void {
    for (const s of this.affected(service)) {
      this.owners.get(s)?.invalidate();
      if (s.workload) this.owners.get(s.workload)?.invalidate();
      this.owners.get(s.namespace)?.invalidate();
    }
  }

  /** The service, the other doors to its pods, and the services that are its versions, with their doors. */
  private affected(service: ServiceModel): ServiceModel[] {
    const versions = service.splits.flatMap(split => split.shares.flatMap(({ version }) => (version.kind === 'service' ? [version.service] : [])));
    return [...new Set([service, ...versions].flatMap(s => [s, ...(s.workload?.services ?? [])]))];
  }

  /**
   * The same for what is said about the pods of a workload.
   */
  public commitRules(path: string, workload: WorkloadModel, apply: () => () => void): void {
    const undo = apply();
    const problem = [...workloadProblems(workload), ...workload.services.flatMap(s => this.affected(s)).flatMap(serviceProblems)][0];
    if (problem) {
      undo();
      throw asError(path, problem);
    }
    this.touchWorkload(workload);
  }

  /** Renders anew, when next needed, whatever depends on the rules of the pods. */
  public touchWorkload(workload: WorkloadModel): void {
    this.owners.get(workload)?.invalidate();
    this.owners.get(workload.namespace)?.invalidate();
    for (const service of workload.services) this.touch(service);
  }

  /** The same for workloads that let an account in: its pods, by which some data planes know it, have changed. */
  public touchPodsOf(account: AccountModel): void {
    for (const workload of this.letIn.get(account) ?? []) this.owners.get(workload)?.invalidate();
  }

  /** Enters a declared call. */
  public addCall(caller: WorkloadModel, call: CallModel): void {
    caller.calls.push(call);
    call.callee.callers.push({ workload: caller, call });
    this.owners.get(caller.account)?.invalidate();
    const reached = [call.callee, ...this.affected(call.callee)];
    for (const workload of new Set(reached.flatMap(s => (s.workload ? [s.workload] : [])))) {
      if (workload.allowLists.some(list => list.declaredCalls)) this.touchWorkload(workload);
    }
    this.revision++;
  }

  private touchNamespace(namespace: NamespaceModel): void {
    this.owners.get(namespace)?.invalidate();
    for (const model of [...namespace.workloads, ...namespace.services]) this.owners.get(model)?.invalidate();
  }

  // --- synth ----------------------------------------------------------------------------------------------------------------------------

  /** Brings every object up to date. */
  public flush(): void {
    for (const owner of [...this.owners.values()]) owner.flush();
  }

  /** Patches by kind that nothing takes. */
  public idlePatches(): Finding[] {
    return [...this.owners.values()].flatMap(owner => owner.idlePatches.map((kind): Finding => ({
      id: 'broken-patch', severity: 'warning', path: owner.scope.node.path,
      message: `patch("${kind}"): nothing of that kind is rendered here (${owner.apiObjects.map(o => o.kind).join(', ') || 'nothing at all'}); correct the kind, or patch the object where it is made`,
    })));
  }

  /** What is wrong with the whole App; see `SynthCheck`. */
  public findings(): readonly Finding[] {
    return this.check.findings();
  }

  /** The whole-App check for the synth of a chart that does not ask cdk8s for it. */
  public assertValid(chart: Chart, own: () => readonly IConstruct[]): void {
    const ours = this.check.errors(chart);
    const theirs = own().flatMap(construct => construct.node.validate().map(error => `[${construct.node.path}] ${error}`));
    const errors = [...new Set([...ours, ...theirs])];
    if (errors.length > 0) throw new Error(`Validation failed with the following errors:\n  ${errors.join('\n  ')}`);
  }
}

function isWithin(construct: IConstruct, scope: IConstruct): boolean {
  return construct.node.scopes.includes(scope);
}

/** What is wrong in an intent, and with which others it does not go together. */
function asError(path: string, problem: Problem): MeshError {
  const others = [...new Set(problem.paths)].filter(p => p !== path);
  return new MeshError(problem.id, path, others.length > 0 ? `does not go together with [${others.join('], [')}]: ${problem.message}` : problem.message);
}

function accountsLetIn(workload: WorkloadModel): AccountModel[] {
  return portRules(workload).flatMap(port => port.rules.flatMap(rule => rule.callers.flatMap(c => (c.kind === 'account' ? [c.account] : []))));
}

function entry<K, T>(map: Map<K, T>, name: K, make: () => T): T {
  const known = map.get(name) ?? make();
  map.set(name, known);
  return known;
}
