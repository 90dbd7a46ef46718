import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { appCheck } from '../model/app-check';
import { callFindings } from '../model/call-findings';
import { crossingFindings } from '../model/crossing-findings';
import type { Problem } from '../model/data-plane';
import type { Finding } from '../model/errors';
import { MeshError } from '../model/errors';
import type { WorkloadModel } from '../model/model';
import { makesPods } from '../model/pod-makers';
import { callsAnnotation, CALLS_ANNOTATION } from './owner-resources';
import { selectorOverlaps } from './selector-overlap';
import type { ForeignManifest } from '../model/data-plane';
import { ForeignObject } from './foreign-object';
import { patchedServices } from './patched-services';
import { isRendered } from './rendered-object';
import type { PortRules } from '../model/port-rules';
import { portRules } from '../model/port-rules';
import { ruleFindings } from '../model/rule-findings';
import type { AccountModel } from '../model/security';
import type { Placed } from './placed-object';
import { objectsByCluster } from './placed-object';
import { serviceProblems, workloadProblems } from './problems';
import { strayPods } from './stray-pods';
import { templateFindings } from './template-findings';
import type { World } from './world';

/**
 * What only the whole App can tell. cdk8s asks once for every chart, so the answer is kept while neither the model, nor the number of
 * constructs, nor a patch of ours, nor an object of others that was looked at has changed, and at most until the event loop turns.
 */
export class SynthCheck {
  private kept: { readonly revision: number; readonly constructs: ConstructCounts; readonly foreign: ReadonlyMap<ApiObject, Written>; readonly findings: readonly Finding[] } | undefined;
  private readonly reported = new Set<string>();
  private readonly foreignAccounts = new WeakMap<ApiObject, ForeignObject>();
  /** Objects of others that could overrule something. */
  private theirs: readonly Placed[] = [];
  /** The same, and pods that could pass for a waypoint, where there is one. */
  private overruling: readonly Placed[] = [];
  /** Objects of others that are looked at for what they say of pods, or make. */
  private looked: readonly ApiObject[] = [];
  private readonly answering = new Set<IConstruct>();

  public constructor(private readonly world: World) {}

  /** With `chart`, only that chart is looked through for new constructs. */
  public findings(chart?: Chart): readonly Finding[] {
    const kept = this.kept;
    if (kept && kept.revision === this.world.revision && this.sameConstructs(kept.constructs, chart) && isAsWritten(kept.foreign)) return kept.findings;
    let findings: Finding[];
    try {
      const refreshed = this.world.refreshers.flatMap(refresh => refresh());
      this.world.flush();
      const own = [...refreshed, ...this.run()];
      // What is refused already may be half rendered: what manifests say is looked at when it is whole.
      findings = own.some(({ severity }) => severity === 'error') ? own : [...own, ...appCheck.run(this.world.root)];
    } catch (error) {
      if (!(error instanceof MeshError)) throw error;
      findings = [{ id: error.id, severity: 'error', path: error.path, message: error.problem }];
    }
    const constructs = countConstructs(this.world.root, construct => this.world.isOwnerScope(construct));
    this.kept = { revision: this.world.revision, constructs, foreign: this.foreignTexts(), findings };
    setImmediate(() => { this.kept = undefined; }).unref();
    return findings;
  }

  /** The errors, as cdk8s wants them; the rest goes to standard error, each once. */
  public errors(chart?: Chart, findings: readonly Finding[] = this.findings(chart)): string[] {
    for (const text of remarks(findings)) {
      if (this.reported.has(text)) continue;
      this.reported.add(text);
      process.stderr.write(`cdk8s-mesh ${text}\n`);
    }
    return findings.filter(isOpenError).map(f => `[${f.path}] ${f.message}`);
  }

  /**
   * For cdk8s, which puts the path of the construct that answers before each error: everybody answers for himself. Asked of the root first.
   */
  public rootErrors(): string[] {
    const findings = this.findings();
    const all = this.errors(undefined, findings);
    for (const { path } of findings.filter(isOpenError)) {
      const construct = constructAt(this.world.root, path);
      // cdk8s has listed the constructs already, and what is rendered may be younger.
      if (!construct || this.answering.has(construct) || (ApiObject.isApiObject(construct) && isRendered(construct))) continue;
      this.answering.add(construct);
      construct.node.addValidation({ validate: () => this.findings().filter(f => isOpenError(f) && f.path === path).map(f => f.message) });
    }
    const elsewhere = new Set([...this.answering].map(construct => `[${construct.node.path}]`));
    return all.filter(text => !elsewhere.has(text.slice(0, text.indexOf(']') + 1)));
  }

  private foreignTexts(): Map<ApiObject, Written> {
    const { foreignServices, foreignPods } = this.world;
    const handedIn = [...foreignServices.values(), ...[...foreignPods.values()].flat()].map(foreign => foreign.construct);
    const objects = [...handedIn, ...this.theirs.map(({ object }) => object), ...this.looked];
    // Most objects of an App make pods, and to write all of them out for each chart would take longer than everything else.
    return new Map(objects.map(object => [object, makesPods(object.kind) || object.kind === 'Service' ? patchCount : written] as const)
      .map(([object, read]) => [object, { text: read(object), read }]));
  }

  private sameConstructs(kept: ConstructCounts, chart: Chart | undefined): boolean {
    const ours = (construct: IConstruct) => this.world.isOwnerScope(construct);
    if (chart) return kept.get(chart) === countConstructs(chart, ours).get(chart);
    const now = countConstructs(this.world.root, ours);
    return now.size === kept.size && [...now].every(([scope, count]) => kept.get(scope) === count);
  }

  private run(): Finding[] {
    const objects = objectsByCluster(this.world);
    const waypoints = [...this.world.services.values()].some(service => service.namespace.dataPlane.usesWaypoint(service));
    const foreign = objects.filter(({ object }) => !isRendered(object));
    this.theirs = foreign.filter(({ object }) => OVERRULING.has(object.kind));
    this.looked = foreign.filter(({ object }) => (object.kind === 'Namespace' || makesPods(object.kind))).map(({ object }) => object);
    this.overruling = waypoints ? [...this.theirs, ...foreign.filter(({ object }) => makesPods(object.kind))] : this.theirs;
    const unwritten = this.annotateForeignAccounts(objects);
    return [
      ...this.world.notes,
      ...this.world.idlePatches(),
      ...patchedServices(this.world),
      ...this.world.lateChecks.flatMap(check => check()),
      ...duplicates(objects),
      ...unwritten,
      ...selectorOverlaps(this.world.workloads),
      ...this.problems(),
      ...this.overruled(),
      ...templateFindings(this.world, objects),
      ...strayPods(this.world, objects),
      ...this.world.workloads.flatMap(w => w.calls.flatMap(call => crossingFindings(w, call))),
      ...this.refusedCalls(),
      ...this.world.workloads.flatMap(w => ruleFindings(w, {
        isKnown: account => this.knowsAccount(account, objects),
        dataPlaneOf: (cluster, namespace) => this.world.namespace(cluster, namespace)?.dataPlane.name,
      })),
    ];
  }

  private refusedCalls(): Finding[] {
    const rules = new Map<WorkloadModel, readonly PortRules[]>();
    const rulesOf = (workload: WorkloadModel) => {
      const known = rules.get(workload) ?? portRules(workload);
      rules.set(workload, known);
      return known;
    };
    return this.world.workloads.flatMap(workload => callFindings(workload, rulesOf));
  }

  /** Whether pods, or a ServiceAccount of the App, go by that identity; identities of namespaces that are not made here cannot be known. */
  private knowsAccount({ cluster, namespace, name, workloads }: AccountModel, objects: readonly Placed[]): boolean {
    if (workloads.length > 0 || name === 'default' || !this.world.namespace(cluster, namespace)?.created) return true;
    return objects.some(o => o.cluster === cluster && o.object.kind === 'ServiceAccount' && o.object.name === name && o.object.metadata.namespace === namespace);
  }

  /** Objects of others that put what is rendered out of force, or let in whom no rule lets in. Only kinds that could are read. */
  private overruled(): Finding[] {
    return this.overruling.flatMap(({ cluster, object }) => {
      const manifest = new ForeignObject(object, object.node.path).read() as ForeignManifest;
      const messages = [
        // What acts on requests is no pod.
        ...[...(makesPods(object.kind) ? [] : this.world.services.values())].filter(s => s.namespace.cluster === cluster).map(s => s.namespace.dataPlane.overruled(s, manifest)),
        ...this.world.workloads.filter(w => w.namespace.cluster === cluster).map(w => w.namespace.dataPlane.overruledRules(w, manifest)),
      ];
      return messages.filter(message => message !== undefined).map((message): Finding => ({ id: 'overruled', severity: 'error', path: object.node.path, message }));
    });
  }

  /** What was declared after an intent, a service of a taken name for one, can still be in its way. */
  private problems(): Finding[] {
    const finding = (path: string) => ({ id, message, paths }: Problem): Finding => ({ id, severity: 'error', path: paths[paths.length - 1] ?? path, message });
    return [
      ...[...this.world.services.values()].flatMap(service => serviceProblems(service).map(finding(service.path))),
      ...this.world.workloads.flatMap(workload => [...workloadProblems(workload), ...workload.namespace.dataPlane.lateProblems(workload)].map(finding(workload.path))),
    ];
  }

  /** ServiceAccounts that other constructs make carry their callers' calls too. */
  private annotateForeignAccounts(objects: readonly Placed[]): Finding[] {
    const byKey = new Map(objects.filter(o => o.object.kind === 'ServiceAccount').map(o => [placeKey(o), o.object]));
    return [...this.world.accounts.values()].flatMap((account): Finding[] => {
      const calls = callsAnnotation(account.workloads);
      if (this.world.ownsServiceAccount(account) || !calls) return [];
      const object = byKey.get([account.cluster.name, 'core', 'ServiceAccount', account.namespace, account.name].join('\n'));
      const { path } = account.workloads.find(w => w.calls.length > 0)!;
      if (!object) {
        return [{ id: 'unwritten-calls', severity: 'warning', path, message: `declares calls, and the App has no ServiceAccount ${account.namespace}/${account.name} to write them on (annotation ${CALLS_ANNOTATION}); make the account in the App` }];
      }
      const foreign = this.foreignAccounts.get(object) ?? new ForeignObject(object, path);
      this.foreignAccounts.set(object, foreign);
      foreign.setMetadata({}, { [CALLS_ANNOTATION]: calls });
      return [];
    });
  }
}

/** What is printed of findings that stop nothing. Of what is only worth knowing, the first of a rule stands for all: the report has the others. */
function remarks(findings: readonly Finding[]): string[] {
  const open = findings.filter(({ severity, accepted }) => severity !== 'error' && accepted === undefined);
  const infos = open.filter(({ severity }) => severity === 'info');
  const rules = [...new Set(infos.map(({ id }) => id))].map(rule => infos.filter(({ id }) => id === rule));
  return [
    ...open.filter(({ severity }) => severity === 'warning').map(({ path, message }) => `warning: [${path}] ${message}`),
    ...rules.map(([first, ...more]) => `info: [${first!.path}] ${first!.message}${more.length > 0 ? ` (and ${more.length} more like it, in MeshReport)` : ''}`),
  ];
}

function isOpenError({ severity, accepted }: Finding): boolean {
  return severity === 'error' && accepted === undefined;
}

const OVERRULING = new Set([
  'VirtualService', 'DestinationRule', 'ServiceProfile', 'HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute',
  'AuthorizationPolicy', 'PeerAuthentication', 'Server', 'ServerAuthorization', 'NetworkPolicy',
]);

/** Without a namespace, an object is applied to that named default; kinds that have none all agree on it. */
function placeKey({ cluster, object }: Placed): string {
  return [cluster.name, object.apiGroup, object.kind, object.metadata.namespace ?? 'default', object.name].join('\n');
}

/** What an object was when it was looked at, and how that is read. */
interface Written {
  readonly text: string;
  readonly read: (object: ApiObject) => string;
}

function isAsWritten(texts: ReadonlyMap<ApiObject, Written>): boolean {
  return [...texts].every(([object, { text, read }]) => read(object) === text);
}

/** What an object says changes by patches, as a rule. cdk8s keeps them to itself; where it does otherwise, the whole object tells. */
function patchCount(object: ApiObject): string {
  const { patches } = object as unknown as { readonly patches?: unknown };
  return Array.isArray(patches) ? String(patches.length) : written(object);
}

function written(object: ApiObject): string {
  try {
    return JSON.stringify(object.toJson());
  } catch (error) {
    return String(error);
  }
}

function constructAt(root: IConstruct, path: string): IConstruct | undefined {
  return path.split('/').reduce<IConstruct | undefined>((scope, id) => scope?.node.tryFindChild(id), root);
}

/** How many constructs each chart (and the root) holds itself. */
type ConstructCounts = ReadonlyMap<IConstruct, number>;

/** What is rendered below the scope of an owner is not counted: the world's revision tells of it. */
function countConstructs(start: IConstruct, isOwnerScope: (construct: IConstruct) => boolean): ConstructCounts {
  const counts = new Map<IConstruct, number>();
  const walk = (construct: IConstruct, outer: IConstruct) => {
    const scope = Chart.isChart(construct) ? construct : outer;
    counts.set(scope, (counts.get(scope) ?? 0) + 1);
    // The charts inside a chart count for themselves: asked about one chart, nothing below the others is walked.
    if (scope !== start && Chart.isChart(start)) return;
    const { children } = construct.node;
    if (isOwnerScope(construct)) counts.set(scope, counts.get(scope)! + children.length);
    else for (const child of children) walk(child, scope);
  };
  walk(start, start);
  return counts;
}

function duplicates(objects: readonly Placed[]): Finding[] {
  const first = new Map<string, ApiObject>();
  return objects.flatMap(placed => {
    const key = placeKey(placed);
    const { object } = placed;
    const other = first.get(key);
    if (!other) {
      first.set(key, object);
      return [];
    }
    const where = `${object.metadata.namespace ? `${object.metadata.namespace}/` : ''}${object.name}`;
    const cluster = placed.cluster.name ? ` in cluster ${placed.cluster.name}` : '';
    return [{
      id: 'duplicate-object' as const, severity: 'error' as const, path: object.node.path,
      message: `${object.kind} ${where}${cluster} is also made at [${other.node.path}]; the one applied last would win: ${remedy(object, other)}`,
    }];
  });
}

function remedy(a: ApiObject, b: ApiObject): string {
  if (a.kind === 'ServiceAccount') return 'leave it to one of the two, with createServiceAccount: false';
  if (isRendered(a) && isRendered(b)) return 'its name is made of what both declarations are called; call one of the services or versions otherwise';
  return 'rename one, or hand the other construct\'s object to fromApiObject';
}
