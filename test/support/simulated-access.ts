import type { DataPlaneName } from '../../src/model/data-plane';
import type { KubeBody } from '../../src/manifest/manifest-object';
import { ManifestObject } from '../../src/manifest/manifest-object';
import { ManifestSet } from '../../src/manifest/manifest-set';
import { matchesLabels, matchesSelector } from '../../src/manifest/selectors';
import type { ClusterSettings } from '../../src/manifest/settings';
import { workloadsIn } from '../../src/manifest/workloads';
import { PLANES } from '../../src/simulator/planes';
import { readCall } from '../../src/simulator/read-call';
import type { RequestCaller } from '../../src/simulator/request';
import { follow } from '../../src/simulator/simulate';
import { Trace } from '../../src/simulator/trace';
import type { Manifest } from './app';

/** A connection, or a request on one, as the pods would see it. */
export interface AccessRequest {
  readonly from: {
    readonly namespace: string;
    /** The ServiceAccount whose identity of the mesh the caller has. Absent: plaintext, no identity. */
    readonly account?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly ip?: string;
  };
  readonly to: {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    /** Port of the container. */
    readonly port: number;
    /** The Service that the caller asks for. Absent: it goes straight to the pod's address, where sidecars show no identity. */
    readonly via?: { readonly service: string; readonly port: number };
  };
  readonly method?: string;
  /** Absent: bytes, no HTTP. */
  readonly path?: string;
  /** Whether it is what the kubelet of the pod's node asks, to know whether the pod is well; without an account, it is the kubelet who asks. */
  readonly probe?: boolean;
}

export type AccessVerdict = 'allowed' | 'refused';
export type AccessJudge = (objects: readonly Manifest[], request: AccessRequest, settings?: Partial<ClusterSettings>) => AccessVerdict;

/** Pods that an App speaks of are mostly made elsewhere: they stand here under this name, with a Service by which their address can be said. */
const PODS = 'pods-that-are-asked';

/** Whether a request comes through to the pods that it is for, by the simulator, from the rendered objects alone. */
export function accessOn(mesh: string): AccessJudge {
  return (objects, request, settings = {}) => {
    const set = setFor(objects, request, { mesh: mesh as DataPlaneName, ...settings });
    const { from, to, method = 'GET', path, probe } = request;
    const kubelet = probe && from.account === undefined;
    const caller: RequestCaller = kubelet ? { kubelet: true, ...(from.ip !== undefined && { ip: from.ip }) } : {
      namespace: from.namespace, enrolled: from.account !== undefined,
      serviceAccount: from.account ?? 'default', labels: from.labels ?? {}, ...(from.ip !== undefined && { ip: from.ip }),
    };
    const direct = to.via === undefined || kubelet;
    const host = `${direct ? PODS : to.via.service}.${to.namespace}:${direct ? to.port : to.via.port}`;
    const call = readCall(set, {
      from: caller, to: path === undefined ? `tcp://${host}` : `http://${host}${path}`, method, ...(direct && { directTo: to.labels }),
      headers: isGrpc(objects, request) ? { 'content-type': 'application/grpc' } : {},
    });
    const { outcome, ends } = follow(set, PLANES, call, false, new Trace(false));
    const admissions = ends.flatMap(({ arrivals }) => arrivals).filter(({ arrival: { workload, port } }) => workload.namespace === to.namespace && matchesLabels(to.labels, workload.labels) && port === to.port);
    const unknown = [outcome, ...ends.flatMap(({ stopped }) => stopped ?? []), ...admissions.map(({ admission }) => admission)].find(({ kind }) => kind === 'unknown');
    if (unknown) throw new Error(`${'reason' in unknown ? unknown.reason : ''}: ${JSON.stringify(request)}`);
    return admissions.length > 0 && admissions.every(({ admission: { kind } }) => kind === 'allowed') ? 'allowed' : 'refused';
  };
}

const sets = new WeakMap<readonly Manifest[], Map<string, ManifestSet>>();

function setFor(objects: readonly Manifest[], request: AccessRequest, settings: Partial<ClusterSettings>): ManifestSet {
  const known = sets.get(objects) ?? new Map<string, ManifestSet>();
  sets.set(objects, known);
  const { to: { namespace, labels, port }, probe, path } = request;
  const key = JSON.stringify([namespace, labels, settings, probe && [port, path]]);
  let set = known.get(key);
  if (!set) known.set(key, set = withPods(objects, request, settings));
  return set;
}

function withPods(objects: readonly Manifest[], { to: { namespace, labels, port }, probe, path }: AccessRequest, settings: Partial<ClusterSettings>): ManifestSet {
  const bodies = objects.map(body => new ManifestObject(body as KubeBody));
  const metadata = { name: PODS, namespace };
  const service = { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels, ports: [{ port: 1, protocol: 'TCP' }] } };
  const declared = workloadsIn(new ManifestSet(bodies, settings), namespace).some(workload => matchesLabels(labels, workload.labels));
  const asked = probe && path !== undefined && { readinessProbe: { httpGet: { path, port } } };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, labels }, spec: { containers: [{ name: 'main', ...asked }] } };
  return new ManifestSet([...bodies, new ManifestObject(service), ...(declared ? [] : [new ManifestObject(pod)])], settings);
}

/** Of Linkerd, which tells gRPC by what is sent. */
function isGrpc(objects: readonly Manifest[], { to, method, path, probe }: AccessRequest): boolean {
  if (probe && path === '/grpc.health.v1.Health/Check') return true;
  return method === 'POST' && objects.some(({ kind, metadata, spec }) => kind === 'Server' && metadata.namespace === to.namespace && spec.proxyProtocol === 'gRPC' && spec.port === to.port
    && matchesSelector(spec.podSelector, to.labels));
}
