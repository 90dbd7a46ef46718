import { App, Chart } from 'cdk8s';
import type { AllowEntry, ContainerPort, Mesh, MeshServiceProps, MtlsMode, Probe, ServiceAllowListProps } from '../../src';
import { Caller, MeshNamespace, MeshService, ServiceAllowList, ServicePort, Workload } from '../../src';
import type { DataPlaneName } from '../../src/model/data-plane';
import type { Manifest } from '../support/app';
import type { AccessRequest as Request } from '../support/simulated-access';

/**
 * Who may send something to a place, and who may not. Callers are written `namespace/account`, `plain` (no identity) or `kubelet` (a probe), each
 * with `@address` behind it if the address counts.
 */
export interface Row {
  /** `workload:containerPort`, in namespace `shop` unless written `namespace/workload:containerPort`. */
  readonly to: string;
  /** `METHOD /path`; absent: bytes. */
  readonly is?: string;
  /** `service:port` that is asked for; default: the Service named like the workload, if one of its ports leads there; `direct`: the pod itself. */
  readonly via?: string;
  /** Labels of the pod beside `app: <workload>`. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly allowed?: readonly string[];
  readonly refused?: readonly string[];
  /** The data planes that the row is for; default: all. Only where meshes differ of necessity, for the reason in `why`. */
  readonly on?: readonly DataPlaneName[];
  readonly why?: string;
}

/** A program with its table of meaning, written by hand. */
export interface Program {
  readonly name: string;
  readonly build: (mesh: Mesh) => App;
  readonly table: readonly Row[];
  /** Data planes that refuse it, while it is built or at synth, and the words that must be in the refusal. */
  readonly refusedOn?: Partial<Readonly<Record<DataPlaneName, RegExp>>>;
}

export interface ServiceOptions extends Partial<Pick<MeshServiceProps, 'workload' | 'defaultDeny' | 'podLabels' | 'serviceAccountName'>> {
  readonly containerPorts?: ContainerPort[];
  readonly probes?: Probe[];
}

/** The App that most programs start from: namespace `shop` with callers `a`, `b` and `c`, and what is needed to put services and lists into it. */
export function shopOn(mesh: Mesh, options: { readonly mtls?: MtlsMode; readonly defaultDeny?: boolean } = {}) {
  const app = new App();
  const chart = new Chart(app, 'shop');
  const namespace = new MeshNamespace(chart, 'ns', { mesh, name: 'shop', ...options });
  for (const caller of ['a', 'b', 'c']) Workload.of(chart, caller, { namespace });
  return { app, chart, ...inNamespace(chart, namespace) };
}

/** The same for another namespace. */
export function inNamespace(chart: Chart, namespace: MeshNamespace) {
  let lists = 0;
  return {
    namespace,
    /** A service with port 80 (HTTP, container port 8080) unless said otherwise. */
    service: (name: string, ports: ServicePort | ServicePort[] = WEB, more: ServiceOptions = {}) => new MeshService(chart, `${namespace.namespaceName}-${name}`, {
      name, namespace, ports: Array.isArray(ports) ? ports : [ports],
      ...(!more.workload && { podLabels: { app: name }, serviceAccountName: name, probes: [] }), ...more,
    }),
    list: (service: MeshService, allow: AllowEntry[] | undefined, more: Partial<ServiceAllowListProps> = {}) =>
      new ServiceAllowList(chart, `${namespace.namespaceName}-list-${lists++}`, { service, ...(allow && { allow }), ...more }),
  };
}

export const WEB = ServicePort.http(80, { targetPort: 8080 });
export const GRPC = ServicePort.grpc(7070);

/** An account of namespace `shop`, or of another. */
export function account(name: string, namespace = 'shop'): Caller {
  return Caller.serviceAccount(namespace, name);
}

/** What is refused on the plain Gateway API, by the feature that it lacks. */
export const NO_REQUESTS = { 'gateway-api': /allow-request/ } as const;
export const NO_STRICT = { 'gateway-api': /mtls-strict/ } as const;

/** Rows about a pod's own address, which callers with an identity reach with it, but for those with a sidecar. */
export function atPodAddress(row: Row & Required<Pick<Row, 'allowed'>>): Row[] {
  const why = 'sidecars send plaintext to an address that is no Service';
  return [
    { on: ['istio-ambient', 'linkerd', 'gateway-api'], ...row, why },
    { ...row, allowed: [], refused: [...row.allowed, ...(row.refused ?? [])], on: ['istio-sidecar'], why },
  ];
}

/** The requests of a row, with their verdicts. */
export function requestsOf(row: Row, objects: readonly Manifest[]): { readonly caller: string; readonly expected: 'allowed' | 'refused'; readonly request: Request }[] {
  const cases = [...(row.allowed ?? []).map(c => [c, 'allowed'] as const), ...(row.refused ?? []).map(c => [c, 'refused'] as const)];
  return cases.map(([caller, expected]) => ({ caller, expected, request: toRequest(row, caller, objects) }));
}

function toRequest(row: Row, caller: string, objects: readonly Manifest[]): Request {
  const [, namespace = 'shop', workload, port] = /^(?:([^/]+)\/)?([^:]+):(\d+)$/.exec(row.to)!;
  const via = viaOf(row, namespace, workload!, Number(port), objects);
  const [method, path] = row.is?.split(' ') ?? [];
  return {
    from: callerOf(caller),
    to: { namespace, labels: { app: workload!, ...row.labels }, port: Number(port), ...(via && !caller.startsWith('kubelet') && { via }) },
    ...(method !== undefined && { method }), ...(path !== undefined && { path }),
    ...(caller.startsWith('kubelet') && { probe: true }),
  };
}

/** A pod of a mesh is labelled as its account is called; who comes in plaintext is from elsewhere. */
function callerOf(text: string): Request['from'] {
  const [who, address] = text.split('@');
  if (who === 'kubelet') return { namespace: 'node', ip: address ?? '10.200.0.1' };
  if (who === 'plain') return { namespace: 'elsewhere', ip: address ?? '192.0.2.7' };
  const [namespace, account] = who!.split('/');
  return { namespace: namespace!, account: account!, labels: { app: account! }, ip: address ?? '10.250.0.9' };
}

function viaOf(row: Row, namespace: string, workload: string, port: number, objects: readonly Manifest[]): Request['to']['via'] {
  if (row.via === 'direct') return undefined;
  if (row.via !== undefined) {
    const [service, number] = row.via.split(':');
    return { service: service!, port: Number(number) };
  }
  const service = objects.find(o => o.kind === 'Service' && o.metadata.name === workload && o.metadata.namespace === namespace);
  const found = service?.spec.ports.find((p: { port: number; targetPort?: number }) => (p.targetPort ?? p.port) === port);
  return found && { service: workload, port: found.port };
}
