import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IConstruct } from 'constructs';
import { Construct } from 'constructs';
import type { SupportLevel } from '../model/feature';
import type { Feature } from '../model/feature';
import type { WorkloadModel } from '../model/model';
import { portRules } from '../model/port-rules';
import type { CallerModel, RequestPattern } from '../model/security';
import { refused } from '../model/values';
import { featureUses } from './feature-uses';
import { World } from './world';

/** A feature that the program asks for, on one data plane. */
export interface FeatureReport {
  /** The feature. */
  readonly feature: Feature;
  /** The data plane that was asked. */
  readonly mesh: string;
  /** The cluster; empty for the unnamed one. */
  readonly cluster: string;
  /** What the data plane said. */
  readonly level: SupportLevel;
  /** Whether it was left out (`WhenUnsupported.OMIT`). */
  readonly omitted: boolean;
  /**
   * In which way it differs, if approximated.
   * @default - it does not
   */
  readonly difference?: string;
  /**
   * What to do instead, if left out.
   * @default - it was not
   */
  readonly alternative?: string;
  /** The intents that asked, by construct path. */
  readonly paths: string[];
}

/** Something worth knowing about the whole App. */
export interface FindingReport {
  /** Stable id. */
  readonly rule: string;
  /** "error", "warning" or "info". */
  readonly severity: string;
  /** Construct path. */
  readonly path: string;
  /** What is wrong, and what to write instead. */
  readonly message: string;
  /**
   * Why it was accepted (`MeshChecks.accept`, or an annotation).
   * @default - it was not
   */
  readonly accepted?: string;
}

/** A cluster that the App is for. */
export interface ClusterReport {
  /** Name; empty for the unnamed one. */
  readonly name: string;
  /** Version of its Gateway API. */
  readonly gatewayApiVersion: string;
  /** "standard" or "experimental". */
  readonly gatewayApiChannel: string;
}

/** Callers that allow-lists let in to a port, and what these may send. A port with several of them lets in the callers of each. */
export interface AccessReport {
  /** The data plane of the pods. */
  readonly mesh: string;
  /** The cluster; empty for the unnamed one. */
  readonly cluster: string;
  /** Namespace of the pods. */
  readonly namespace: string;
  /** The pods, by the name of their workload. */
  readonly workload: string;
  /** Port of the container. */
  readonly port: number;
  /**
   * "account NAMESPACE/NAME", "namespace NAME", "range CIDR" (with "excluding CIDR, …" behind it), "any mesh identity" or "anyone". Empty: nobody.
   */
  readonly callers: string[];
  /**
   * "METHOD PATH", several methods as "GET,POST PATH", any method as "PATH", any path as "METHOD *". A gRPC method is a path, "/package.Service/Method".
   * Empty: whatever they like.
   */
  readonly requests: string[];
  /** The lists, by construct path. */
  readonly paths: string[];
}

/** What the program asked of its data planes, and what they gave. */
export class MeshReport {
  /**
   * The report on everything declared so far in the App of a construct.
   *
   * @param scope any construct of the App
   */
  public static of(scope: IConstruct): MeshReport {
    if (!Construct.isConstruct(scope)) refused('MeshReport.of', 'scope', scope, 'the App, or a construct of it');
    return new MeshReport(World.of(scope));
  }

  /** Clusters, by name. */
  public readonly clusters: ClusterReport[];
  /** Features, by cluster, mesh and feature. */
  public readonly features: FeatureReport[];
  /** Who may call which port, for the ports that an allow-list rules; by cluster, namespace, workload and port. */
  public readonly access: AccessReport[];
  /** Findings; errors among them stop the synth. */
  public readonly findings: FindingReport[];

  private constructor(world: World) {
    const used = new Map([...world.namespaces.values()].map(n => [n.cluster.name, n.cluster]));
    this.clusters = [...used.values()].map(c => ({ name: c.name, gatewayApiVersion: c.gatewayApi.version, gatewayApiChannel: c.gatewayApi.channel }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    this.features = features(world);
    this.access = [...world.namespaces.values()].flatMap(n => n.workloads).flatMap(access).sort(byPlace);
    this.findings = world.findings().map(f => ({ rule: f.id, severity: f.severity, path: f.path, message: f.message, ...(f.accepted !== undefined && { accepted: f.accepted }) }));
  }

  /**
   * Writes the report as `mesh-report.json`.
   *
   * @param folder made if it does not exist
   */
  public save(folder: string): void {
    if (typeof folder !== 'string' || folder === '') refused('MeshReport.save', 'folder', folder, 'the path of a folder');
    mkdirSync(folder, { recursive: true });
    const { clusters, features: list, access: rules, findings } = this;
    writeFileSync(join(folder, 'mesh-report.json'), `${JSON.stringify({ version: 1, clusters, features: list, access: rules, findings }, undefined, 2)}\n`);
  }
}

function features(world: World): FeatureReport[] {
  const byKey = new Map<string, FeatureReport & { readonly paths: string[] }>();
  for (const { feature, path, cluster, dataPlane, support, omitted } of featureUses(world)) {
    const { level, ...words } = support;
    const key = JSON.stringify([cluster, dataPlane, feature, level, omitted, words]);
    const entry = byKey.get(key) ?? { feature, mesh: dataPlane, cluster, level, omitted, ...words, paths: [] };
    byKey.set(key, entry);
    if (!entry.paths.includes(path)) entry.paths.push(path);
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, report]) => ({ ...report, paths: [...report.paths].sort() }));
}

function access(workload: WorkloadModel): AccessReport[] {
  const { namespace: { name: namespace, cluster, dataPlane }, name } = workload;
  return portRules(workload).flatMap(({ port, rules, paths }) => {
    const place = { mesh: dataPlane.name, cluster: cluster.name, namespace, workload: name, port };
    const entries = rules.map(rule => ({ callers: rule.callers.map(callerWords).sort(), requests: rule.requests.map(requestWords).sort() }));
    return (entries.length > 0 ? entries : [{ callers: [], requests: [] }]).map(entry => ({ ...place, ...entry, paths: [...paths] }));
  });
}

/** Rules of one port keep their order. */
function byPlace(a: AccessReport, b: AccessReport): number {
  const [left, right] = [a, b].map(({ cluster, namespace, workload }) => JSON.stringify([cluster, namespace, workload])) as [string, string];
  return left === right ? a.port - b.port : left < right ? -1 : 1;
}

function callerWords(caller: CallerModel): string {
  switch (caller.kind) {
    case 'account': return `account ${caller.account.namespace}/${caller.account.name}`;
    case 'namespace': return `namespace ${caller.namespace}`;
    case 'any-identity': return 'any mesh identity';
    case 'anyone': return 'anyone';
    case 'ip-range': return `range ${caller.cidr}${caller.except.length > 0 ? ` excluding ${caller.except.join(', ')}` : ''}`;
  }
}

function requestWords({ methods, path }: RequestPattern): string {
  const where = !path ? '*' : path.kind === 'exact' ? path.value : path.kind === 'prefix' ? `${path.value}*` : `*${path.value}`;
  return methods.length > 0 ? `${methods.join(',')} ${where}` : where;
}
