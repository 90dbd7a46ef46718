import { linkerd, type LinkerdSettings } from '../../../../src/mesh/linkerd/data-plane';
import type { DataPlane } from '../../../../src/model/data-plane';
import type { NamespaceModel, ProbeModel, WorkloadModel } from '../../../../src/model/model';
import { Protocol } from '../../../../src/model/protocol';
import type { Resource } from '../../../../src/model/resource';
import type { AllowEntryModel, CallerModel, MtlsModeName, RequestPattern } from '../../../../src/model/security';
import type { Manifest } from '../../../support/app';
import { accessOn } from '../../../support/simulated-access';
import type { AccessRequest as Request } from '../../../support/simulated-access';
import { anAccount, aNamespace, aWorkload } from '../../../support/model';

const evaluate = accessOn('linkerd');

export interface PodOptions extends Partial<Pick<WorkloadModel, 'probes' | 'defaultDeny' | 'podsReachable' | 'probesUnknown' | 'enrolled'>> {
  readonly mtls?: MtlsModeName;
  readonly namespaceDenies?: boolean;
  readonly protocol?: Protocol;
  readonly settings?: Partial<LinkerdSettings>;
}

/** Port of the pods that most tests are about. */
export const PORT = 8080;

/** The pods `cart` in namespace `shop`, with one port. */
export function pods(options: PodOptions = {}): WorkloadModel {
  const { mtls, namespaceDenies = false, protocol = Protocol.HTTP, settings, ...more } = options;
  const plane = linkerd({ version: '2.20', ...settings });
  return aWorkload(aNamespace(plane, { ...(mtls && { mtls }), defaultDeny: namespaceDenies }), 'cart', { ports: [{ name: 'main', number: PORT, protocol }], ...more });
}

export type Entry = readonly [callers: readonly CallerModel[], requests?: readonly RequestPattern[], port?: number];

/** A list on the port, with these entries. */
export function allow(workload: WorkloadModel, ...entries: readonly Entry[]): WorkloadModel {
  const path = `shop/list-${workload.allowLists.length}`;
  const list = entries.map(([callers, requests = [], port = PORT]): AllowEntryModel => ({ path, callers, requests, ports: [port] }));
  workload.allowLists.push({ path, ports: [...new Set([PORT, ...list.flatMap(e => e.ports)])], entries: list, declaredCalls: false });
  return workload;
}

export function account(name: string, namespace = 'shop'): CallerModel {
  return { kind: 'account', account: anAccount(pods().namespace.cluster, namespace, name) };
}

export function exact(value: string, ...methods: string[]): RequestPattern {
  return { methods, path: { kind: 'exact', value } };
}

export function below(value: string, ...methods: string[]): RequestPattern {
  return { methods, path: { kind: 'prefix', value } };
}

export function ending(value: string, ...methods: string[]): RequestPattern {
  return { methods, path: { kind: 'suffix', value } };
}

export function messages(workload: WorkloadModel): string[] {
  return planeOf(workload).workloadProblems(workload).map(p => p.message);
}

export function planeOf({ namespace }: WorkloadModel): DataPlane {
  return namespace.dataPlane;
}

export function resources(workload: WorkloadModel): readonly Resource[] {
  return planeOf(workload).workload(workload).resources;
}

export function specs(workload: WorkloadModel, kind: string): any[] {
  return resources(workload).filter(r => r.kind === kind).map(r => r.body['spec']);
}

const manifest = ({ apiVersion, kind, metadata, body }: Resource): Manifest => ({ apiVersion, kind, metadata, ...body });

function namespaceObject(namespace: NamespaceModel): Manifest {
  const { annotations } = namespace.dataPlane.namespace(namespace);
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace.name, annotations } };
}

function probeObject(probe: ProbeModel): object {
  return probe.kind === 'http' ? { httpGet: { path: probe.path, port: probe.port } } : probe.kind === 'grpc' ? { grpc: { port: probe.port } } : { tcpSocket: { port: probe.port } };
}

/** What a cluster would get; pods within reach as a Deployment. */
export function objects(workload: WorkloadModel): Manifest[] {
  const { annotations } = planeOf(workload).workload(workload);
  const template = { metadata: { labels: workload.policyLabels, annotations }, spec: { containers: workload.probes.map((probe, index) => ({ name: `probed-${index}`, readinessProbe: probeObject(probe) })) } };
  return [
    namespaceObject(workload.namespace), ...resources(workload).map(manifest),
    ...(workload.podsReachable ? [{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: workload.name, namespace: workload.namespace.name }, spec: { template } }] : []),
  ];
}

/** A caller, written `namespace/account`, `plain` or `kubelet`, with `@address` behind it if that counts, and `METHOD /path`. */
export function verdict(workload: WorkloadModel, caller: string, is?: string, port = PORT, extra: readonly Manifest[] = [], version?: string): string {
  const [who, ip = '10.250.0.9'] = caller.split('@');
  const [namespace, name] = who!.split('/');
  const [method, path] = is?.split(' ') ?? [];
  const request: Request = {
    from: name === undefined ? { namespace: 'elsewhere', ip } : { namespace: namespace!, account: name, ip },
    to: { namespace: workload.namespace.name, labels: workload.policyLabels, port },
    ...(method !== undefined && { method, path: path! }), ...(who === 'kubelet' && { probe: true }),
  };
  return evaluate([...objects(workload), ...extra], request, version === undefined ? {} : { linkerdVersion: version });
}
