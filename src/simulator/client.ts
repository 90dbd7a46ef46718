import { enrolment, namespaceEnrolment } from '../manifest/enrolment';
import type { ManifestSet } from '../manifest/manifest-set';
import { viewOf } from '../manifest/manifest-set';
import { records, text } from '../manifest/manifest-object';
import { namespaces } from '../manifest/namespaces';
import { matchesLabels } from '../manifest/selectors';
import type { DataPlaneName } from '../manifest/settings';
import type { Workload } from '../manifest/workloads';
import { workloadsIn } from '../manifest/workloads';
import type { Client } from './call';
import type { RequestCaller } from './request';
import { existing, SimulationError } from './simulation-error';

const OUTSIDE: Client = { kind: 'outside', namespace: undefined, serviceAccount: undefined, labels: {}, workload: undefined, dataPlane: 'none', ip: undefined, certificate: undefined };

/** The caller that a request speaks of, with what the manifests know of it. Throws where it names what they do not have. */
export const clientOf = viewOf((set, caller: RequestCaller): Client => {
  if (caller.kubelet === true) return { ...OUTSIDE, kind: 'kubelet', ip: caller.ip };
  if (caller.namespace === undefined) {
    if (caller.serviceAccount !== undefined || caller.labels !== undefined) throw new SimulationError('The caller has a service account or labels and no `namespace`: add it, or leave `serviceAccount` and `labels` out for a caller outside the cluster', ['from']);
    return { ...OUTSIDE, ip: caller.ip, certificate: caller.clientCertificate };
  }
  return podClient(set, caller, caller.namespace);
});

function podClient(set: ManifestSet, caller: RequestCaller, namespace: string): Client {
  // Who says whether the pods take part needs no manifest that does.
  if (!namespaces(set).has(namespace) && caller.enrolled === undefined) {
    throw new SimulationError(`The caller's namespace ${namespace} is in none of the manifests (${existing([...namespaces(set).keys()])}); correct it, or say by \`enrolled\` whether its pods are in the mesh`, ['from', 'namespace']);
  }
  const { labels, serviceAccount } = caller;
  const pods = workloadsIn(set, namespace);
  const matching = pods.filter(pod => (labels ? matchesLabels(labels, pod.labels) : serviceAccount !== undefined && pod.serviceAccount === serviceAccount));
  if (labels && matching.length === 0 && serviceAccount === undefined) {
    throw new SimulationError(`The caller's labels ${JSON.stringify(labels)} match no pods of namespace ${namespace} (${existing(pods.map(({ name, labels: own }) => `${name} ${JSON.stringify(own)}`))}); correct them, or name a \`serviceAccount\``, ['from', 'labels']);
  }
  const workload = matching.find(pod => serviceAccount === undefined || pod.serviceAccount === serviceAccount) ?? (labels ? undefined : matching[0]);
  return {
    kind: 'pod', namespace,
    serviceAccount: serviceAccount ?? workload?.serviceAccount ?? 'default',
    labels: { ...workload?.labels, ...labels },
    workload,
    dataPlane: dataPlaneOf(set, caller, namespace, workload),
    ip: caller.ip ?? (workload && podAddress(set, workload)),
    certificate: caller.clientCertificate,
  };
}

function dataPlaneOf(set: ManifestSet, { enrolled }: RequestCaller, namespace: string, workload: Workload | undefined): DataPlaneName {
  if (enrolled === false) return 'none';
  const { dataPlane } = workload ? enrolment(set, workload) : namespaceEnrolment(set, namespace);
  if (enrolled !== true || dataPlane !== 'none') return dataPlane;
  const said = namespaceEnrolment(set, namespace).dataPlane;
  if (said !== 'none') return said;
  const known = new Set([...namespaces(set).keys()].map(name => namespaceEnrolment(set, name).dataPlane).filter(name => name !== 'none'));
  if (known.size === 1) return [...known][0]!;
  throw new SimulationError(`The caller is said to be enrolled, and nothing says in which mesh namespace ${namespace} is; give the namespace that mesh's label or annotation, or say which mesh by \`mesh\``, ['from', 'enrolled']);
}

/** The address of a workload's pods, where a dump of a cluster holds exactly one. */
function podAddress(set: ManifestSet, workload: Workload): string | undefined {
  const pods = set.inNamespace('', 'Pod', workload.namespace).filter(pod => matchesLabels(workload.labels, pod.labels));
  const addresses = pods.flatMap(({ body }) => text(body['status']?.podIP) ?? records(body['status']?.podIPs).map(([{ ip }]) => text(ip)).find(ip => ip !== undefined) ?? []);
  return addresses.length === 1 ? addresses[0] : undefined;
}
