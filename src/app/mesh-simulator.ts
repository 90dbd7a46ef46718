import type { IConstruct } from 'constructs';
import { Construct } from 'constructs';
import type { Config } from '../check/config';
import { ConfigError } from '../check/config-error';
import type { PathStep } from '../manifest/field-path';
import { pathText } from '../manifest/field-path';
import type { ManifestObject } from '../manifest/manifest-object';
import type { ManifestSet } from '../manifest/manifest-set';
import { refText } from '../manifest/object-ref';
import { MeshError } from '../model/errors';
import type { ServiceModel, WorkloadModel } from '../model/model';
import { instance, isNothing, list, optionalText, refused, text } from '../model/values';
import type { MeshService } from '../service/mesh-service';
import type { Condition } from '../simulator/condition';
import type { CoverageRecord } from '../simulator/coverage';
import type { RequestCaller, SimulatedRequest } from '../simulator/request';
import { REQUEST_FIELDS } from '../simulator/request-shape';
import { shapeProblems } from '../simulator/shape';
import type { IMeshWorkload } from '../world/mesh-workload';
import { workloadModel } from '../world/mesh-workload';
import { World } from '../world/world';
import { knownOptions } from './known-options';
import { SimulatedCaller } from './simulated-caller';
import { Simulation } from './simulation';
import type { ManifestOptions, MeshSimulatorOptions, OutsideCallerOptions, SimulatedCallerOptions } from './simulation-options';
import type { CoverageReport, EquivalenceReport, MeshChange, MeshDifference, Reach, ReachabilityReport, RequestFilter } from './simulation-reports';

const PATH = 'MeshSimulator';

let loaded: typeof import('./simulator-engine') | undefined;
const engine = () => loaded ??= require('./simulator-engine') as typeof import('./simulator-engine');

/**
 * Answers from manifests what becomes of requests: who may, where they go, with which retries and timeouts, and which object decides. Nothing is
 * applied, and no cluster is asked.
 */
export class MeshSimulator {
  /**
   * Of what an App would write.
   *
   * @param app the App, or any construct of it
   * @param options which part of it
   * @throws if the App is for several clusters and none is named, or there is none of that name
   */
  public static fromApp(app: IConstruct, options?: MeshSimulatorOptions): MeshSimulator {
    if (!Construct.isConstruct(app)) refused(PATH, 'app', app, 'the App, or a construct of it');
    const name = clusterName(options);
    const world = World.of(app);
    for (const refresh of world.refreshers) refresh();
    world.flush();
    const all = engine().appManifests(world);
    const names = all.map(({ cluster }) => cluster.name || 'the unnamed one');
    const found = name === undefined ? (all.length === 1 ? all[0] : undefined) : all.find(({ cluster }) => cluster.name === name);
    if (all.length === 0) return new MeshSimulator(new (engine().ManifestSet)([]), world);
    if (!found) throw new MeshError('invalid-argument', PATH, name === undefined ? `the App is for several clusters (${names.join(', ')}); say which by the option cluster` : `there is no cluster "${name}" in the App (there are ${names.join(', ')})`);
    return new MeshSimulator(found.set, world);
  }

  /**
   * Of manifests in files, with the settings of the configuration file, if there is one in the working folder.
   *
   * @param paths files, folders and globs
   * @throws if a file cannot be read
   */
  public static fromYaml(...paths: string[]): MeshSimulator {
    return MeshSimulator.fromFiles(paths);
  }

  /**
   * Of manifests in files, as `fromYaml`, with what they do not say of their cluster.
   *
   * @param paths files, folders and globs
   * @param options what they do not say
   * @throws if a file cannot be read, or an option is none
   */
  public static fromFiles(paths: string[], options?: ManifestOptions): MeshSimulator {
    const given = list(PATH, 'paths', paths, 'files, folders and globs').map((path, index) => text(PATH, `paths[${index}]`, path) || refused(PATH, `paths[${index}]`, path, 'a file, a folder or a glob'));
    if (given.length === 0) refused(PATH, 'paths', undefined, 'files, folders or globs');
    const { settings, location } = settingsOf(options);
    const { objects, inputErrors, locate } = engine().readManifestsSync(given, process.cwd(), location === undefined ? [] : [location]);
    if (inputErrors.length > 0) throw new MeshError('invalid-argument', PATH, inputErrors.map(({ file, line, message }) => `${file}${line === null ? '' : `:${line}`}: ${message}`).join('\n'));
    const simulator = new MeshSimulator(new (engine().ManifestSet)(objects, settings), undefined, (object, path) => locate(object, path)?.line);
    if (objects.length === 0) simulator.warn(`There is no Kubernetes object in ${given.join(', ')}: nothing can be simulated`);
    return simulator;
  }

  private readonly set: ManifestSet;
  private readonly world: World | undefined;
  private readonly record: CoverageRecord;
  private readonly kept: string[] = [];

  private constructor(manifests: ManifestSet, world: World | undefined, lineOf?: (object: ManifestObject, path: readonly PathStep[]) => number | undefined) {
    const { keptByServer, outOfMeshWarnings, CoverageRecord: Record } = engine();
    const { set, warnings: unkept } = keptByServer(manifests, lineOf);
    const warnings = [...unkept, ...outOfMeshWarnings(set)];
    this.record = new Record();
    this.set = set;
    this.world = world;
    for (const warning of warnings) this.warn(warning);
  }

  /** What an API server would not have kept of the manifests, and is simulated without; objects of meshes that do nothing, since no mesh is said to be there; and what is doubtful about the requests so far. */
  public get warnings(): string[] {
    return [...this.kept];
  }

  /**
   * The pods behind a service as callers.
   *
   * @param service the service; its pods' namespace, labels and service account are what counts, of whatever App it is
   * @throws if nothing is known of the pods behind it
   */
  public asService(service: MeshService): SimulatedCaller {
    const { workload, namespace, name } = instance(PATH, 'service', service as unknown as { readonly _model: ServiceModel }, modelled('MeshService'))._model;
    if (!workload) throw new MeshError('invalid-argument', PATH, `nothing is known of the pods behind service "${namespace.name}/${name}"; call as asServiceAccount("${namespace.name}", …)`);
    return this.asPodsOf(workload);
  }

  /**
   * The pods of a workload as callers.
   *
   * @param workload the workload; its namespace, labels and service account are what counts, of whatever App it is
   */
  public asWorkload(workload: IMeshWorkload): SimulatedCaller {
    return this.asPodsOf(workloadModel(PATH, 'workload', workload));
  }

  /**
   * Pods under a service account as callers.
   *
   * @param namespace the namespace
   * @param name name of the service account
   */
  public asServiceAccount(namespace: string, name: string): SimulatedCaller {
    return this.caller({ namespace: text(PATH, 'namespace', namespace), serviceAccount: text(PATH, 'name', name) });
  }

  /**
   * Any pods as callers.
   *
   * @param options what is to be known of them
   */
  public asCaller(options: SimulatedCallerOptions): SimulatedCaller {
    const { namespace, ...rest } = knownOptions('options', options, ['namespace', 'serviceAccount', 'labels', 'enrolled', 'ip']) ?? refused(PATH, 'options', options, 'an object with its properties');
    return this.caller({ namespace: text(PATH, 'namespace', namespace), ...rest });
  }

  /** The kubelet as caller: it probes pods, and is on their node. */
  public asKubelet(): SimulatedCaller {
    return this.caller({ kubelet: true });
  }

  /**
   * Somebody outside the cluster and the mesh.
   *
   * @param options what is to be known of it
   */
  public fromOutside(options?: OutsideCallerOptions): SimulatedCaller {
    const { ip, certificateIssuer: issuer, certificateSubject: subject } = knownOptions('options', options, ['ip', 'certificateIssuer', 'certificateSubject']) ?? {};
    const certificate = { ...(!isNothing(issuer) && { issuer }), ...(!isNothing(subject) && { subject }) };
    return this.caller({ ...(!isNothing(ip) && { ip }), ...(Object.keys(certificate).length > 0 && { clientCertificate: certificate }) });
  }

  /** Who may call whom, in the whole cluster. */
  public reachability(): ReachabilityReport {
    const { workloads, connections } = engine().reachability(this.set);
    // Millions of connections share few lists.
    const known = new Map<readonly Condition[], RequestFilter[]>();
    const filters = (conditions: readonly Condition[]): RequestFilter[] => {
      let read = known.get(conditions);
      if (!read) known.set(conditions, read = conditions.map(filter));
      return read;
    };
    return {
      workloads: workloads.map(({ id, labels, ...rest }) => ({ workloadId: id, ...rest, labels: { ...labels } })),
      connections: connections.map(({ from, to, service, port, protocol, allowed, only, except, transport, indeterminate }) => ({
        caller: from, target: to, service, port, protocol, allowed: allowed as Reach, only: filters(only), excluded: filters(except), isIndeterminate: indeterminate, ...(transport !== null && { transport }),
      })),
    };
  }

  /**
   * What changes in meaning from this to another. Names, order and formatting do not count.
   *
   * @param other what comes after
   */
  public diff(other: MeshSimulator): MeshChange[] {
    return engine().diff(this.set, checkedOther(other).set).map(({ callers, requests, ...rest }) => ({ ...rest, callers: [...callers], requests: [...requests] }));
  }

  /**
   * Whether another mesh means the same, by requests that cover every rule, caller and port of both: what is let in, where it goes, its timeouts and
   * retries, and what becomes of it on the way. A difference does not count against it where a data plane declares it (`Mesh.support`).
   *
   * @param other the same program on another mesh
   */
  public compare(other: MeshSimulator): EquivalenceReport {
    const { compare, declaredDifference } = engine();
    const { requests, differences } = compare(this.set, checkedOther(other).set);
    const found = differences.map((difference): MeshDifference => {
      const declaredBy = declaredDifference(difference, [this.world, other.world]);
      const { kind, service, port, caller, probe, before, after } = difference;
      return { kind, service, port, caller, request: probe.title, here: before.says, there: after.says, ...(declaredBy !== undefined && { declaredBy }) };
    });
    const declared = [...new Set(found.flatMap(({ declaredBy }) => declaredBy ?? []))];
    return { requests, isEquivalent: found.every(({ declaredBy }) => declaredBy !== undefined), differences: found, declared };
  }

  /** Which routes, rules and policies the requests so far have exercised. */
  public coverage(): CoverageReport {
    const { rules, exercised, objects } = this.record.of(this.set);
    return { rules, exercised, objects: objects.map(one => ({ subject: refText(one.object), used: one.used, exercised: [...one.exercised], missed: [...one.missed] })) };
  }

  /** Once each, however many requests there are. */
  private warn(warning: string): void {
    if (this.kept.includes(warning)) return;
    this.kept.push(warning);
    process.stderr.write(`cdk8s-mesh warning: ${warning}\n`);
  }

  private asPodsOf({ namespace, account, policyLabels }: WorkloadModel): SimulatedCaller {
    return this.caller({ namespace: namespace.name, serviceAccount: account.name, labels: policyLabels });
  }

  private caller(sender: RequestCaller): SimulatedCaller {
    const known = Object.fromEntries(Object.entries(sender).filter(([, value]) => !isNothing(value)));
    const [problem] = shapeProblems(known, REQUEST_FIELDS['from']!);
    if (problem) throw new MeshError('invalid-argument', PATH, `${pathText(problem.path)}: ${problem.message}`);
    return SimulatedCaller._of(request => this.simulate(request), known, undefined);
  }

  private simulate(request: SimulatedRequest): Simulation {
    const { journeyOf, journeyVerdict, conclude, requestText, SimulationError, unknownAccount } = engine();
    try {
      const journey = journeyOf(this.set, request, undefined, this.record.untold);
      const unknown = unknownAccount(this.set, request.from);
      if (unknown !== undefined) this.warn(unknown);
      return Simulation._of({
        asked: () => requestText(request),
        verdict: () => journeyVerdict(journey),
        untraced: () => conclude(journey, undefined),
        traced: () => conclude(journeyOf(this.set, request), undefined),
      });
    } catch (error) {
      throw error instanceof SimulationError ? new MeshError('invalid-argument', PATH, error.message) : error;
    }
  }
}

/** The settings that options and the configuration file give, and where that file stands. */
function settingsOf(given: ManifestOptions | undefined): Pick<Config, 'settings' | 'location'> {
  const { configOf, readConfig } = require('../check/config') as typeof import('../check/config');
  const { config, istioVersion: istio, linkerdVersion: linkerd, gatewayApiVersion: gatewayApi, ...said } = knownOptions('options', given, MANIFEST_OPTIONS) ?? {};
  const stated = (fields: object) => Object.fromEntries(Object.entries(fields).filter(([, value]) => !isNothing(value)));
  try {
    const file = readConfig(optionalText(PATH, 'config', config), process.cwd());
    const own = configOf({ ...stated(said), versions: stated({ istio, linkerd, gatewayApi }) }, 'options');
    return { ...file, settings: { ...file.settings, ...own.settings } };
  } catch (error) {
    throw error instanceof ConfigError ? new MeshError('invalid-argument', PATH, error.message) : error;
  }
}

const MANIFEST_OPTIONS = ['config', 'mesh', 'trustDomain', 'clusterDomain', 'rootNamespace', 'istioVersion', 'linkerdVersion', 'gatewayApiVersion', 'schemas'] as const satisfies readonly (keyof ManifestOptions)[];

function clusterName(given: MeshSimulatorOptions | undefined): string | undefined {
  return optionalText(PATH, 'cluster', knownOptions('options', given, ['cluster'])?.cluster);
}

/** The class itself is of a layer that this one only knows the types of. */
function modelled(name: string): { readonly name: string; readonly prototype: { readonly _model: ServiceModel } } {
  return { name, prototype: {} as { readonly _model: ServiceModel } };
}

function checkedOther(other: MeshSimulator): MeshSimulator {
  return other instanceof MeshSimulator ? other : refused(PATH, 'other', other, 'a MeshSimulator');
}

function filter({ methods, paths, hosts, headers, query, claims }: Condition): RequestFilter {
  return { methods: [...methods], paths: [...paths], hosts: [...hosts], headers: { ...headers }, query: { ...query }, claims: { ...claims } };
}
