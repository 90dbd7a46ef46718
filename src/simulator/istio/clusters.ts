import { INVALID_CREDENTIAL } from '../../manifest/istio/backend-rules';
import type { DestinationRule } from '../../manifest/istio/destination-rules';
import { destinationRuleFor, trafficPolicyFor } from '../../manifest/istio/destination-rules';
import type { KnownHost, KnownPort } from '../../manifest/istio/host-registry';
import { resolveHost, serviceNamed } from '../../manifest/istio/host-registry';
import { record, text } from '../../manifest/manifest-object';
import type { ManifestObject } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import { meshSetting } from '../../manifest/mesh-config';
import type { Labels } from '../../manifest/selectors';
import { matchesLabels } from '../../manifest/selectors';
import { targetPortOf } from '../../manifest/services';
import type { Addressed } from '../addressed';
import type { Connection, Endpoint, ProxyName, Target } from '../outcome';
import { serviceName } from '../target';
import type { Trace } from '../trace';
import type { Fields } from './http-rule';

/** Where a route sends, as a proxy knows it. */
export interface Cluster {
  /** In full, in lower case. */
  readonly host: string;
  /** As the route writes it; undefined where that does not count. */
  readonly written?: string | undefined;
  readonly port: number;
  readonly subset: string | undefined;
  /** Where there is no host: the backend that may not, or cannot, be used. */
  readonly refused?: string | undefined;
  /** Routes of a sidecar take an ExternalName Service for its target only where it has the port of their listener. */
  readonly aliasPort?: number;
}

/** The proxy that sends, as far as the choice of endpoints and DestinationRules ask about it. */
export interface ClusterClient {
  readonly name: ProxyName;
  /** The same thing for all that namespace and labels are the same of: what they find is worked out once. */
  readonly client: object;
  readonly namespace: string;
  readonly labels: Labels;
  readonly at: string;
  readonly trace: Trace;
  /** What it has clusters for under a host. Left out: for all that is exported to its namespace. */
  readonly find?: (host: string) => KnownHost | undefined;
  /** Why it has none for a host that there is: follows the host's name. */
  readonly leavesOut?: () => string;
  /** Where the caller's connection went to: clusters of headless Services send on to just that. */
  readonly original?: Addressed;
}

/** What a route's destination is: pods with the connection to them, or why nothing can be sent there. `missing` is the status then. */
export function clusterTarget(set: ManifestSet, client: ClusterClient, cluster: Cluster, share: number, missing: number | null): Target {
  return targetAt(client, placeOf(set, client, cluster), share, missing);
}

/** A cluster as a client finds it. */
export function placeOf(set: ManifestSet, client: ClusterClient, cluster: Cluster): Place {
  const known = placesOf(set, client.client);
  const key = `${cluster.written ?? ''}|${cluster.host}|${cluster.port}|${cluster.subset ?? ''}|${cluster.refused ?? ''}|${cluster.aliasPort ?? ''}`;
  let place = known.get(key);
  if (!place) known.set(key, place = findPlace(set, client, cluster));
  return place;
}

/** What is sent to a place, with the DestinationRule that holds for it. */
export function targetAt(client: ClusterClient, place: Place, share: number, missing: number | null): Target {
  if ('problem' in place) return { ...place.plain, share, unusable: { status: missing, reason: place.problem } };
  const { target, shares, entry, objects, decides, says, passesThrough } = place;
  if (entry) client.trace.use(entry, null);
  for (const object of objects) {
    client.trace.add(client.at, object, says);
    if (decides) client.trace.use(object, null);
  }
  const { original } = client;
  if (passesThrough && original?.kind === 'pods') return { ...target, share, endpoints: original.endpoints, port: original.port };
  let shared = shares.get(share);
  if (!shared) shares.set(share, shared = { ...target, share });
  return shared;
}

type Shared = Omit<Target, 'share' | 'unusable'>;

/** A cluster as a client finds it, whatever is sent there. */
export type Place = { readonly plain: Shared; readonly problem: string } | {
  readonly target: Shared;
  /** The target by its share: there are few. */
  readonly shares: Map<number, Target>;
  /** The ServiceEntry that declares it. */
  readonly entry: ManifestObject | undefined;
  /** The DestinationRule in force. */
  readonly objects: readonly ManifestObject[];
  readonly says: string;
  /** Whether it says anything about calls to this cluster. */
  readonly decides: boolean;
  /** Whether what is addressed to pods goes on to just these. */
  readonly passesThrough: boolean;
};

const placesOf = viewOf((_set, _client: object) => new Map<string, Place>());

function findPlace(set: ManifestSet, client: ClusterClient, cluster: Cluster): Place {
  const plain: Shared = { service: undefined, name: cluster.refused ?? hostName(set, cluster.host), port: cluster.port, version: cluster.subset, endpoints: [], connection: 'plaintext' };
  const unusable = (problem: string): Place => ({ plain, problem });
  const named = hostFor(set, client, cluster.host);
  // An ExternalName Service is another name of its target, which has to be known itself.
  const external = named?.service?.externalName?.toLowerCase();
  if (external !== undefined && cluster.aliasPort !== undefined && !named!.ports.some(({ port }) => port === cluster.aliasPort)) {
    return unusable(`${plain.name} is an ExternalName Service without port ${cluster.aliasPort}, by which the sidecar would know what it stands for`);
  }
  const known = external === undefined ? named : hostFor(set, client, external);
  if (!known && client.leavesOut && exactHost(set, named ? external! : cluster.host, client.namespace)) return unusable(`${named ? hostName(set, external!) : plain.name} ${client.leavesOut()}`);
  if (!known) return unusable(cluster.host === '' ? `${plain.name} is nothing that this route may send to: it is no Service, or no ReferenceGrant lets the route use it` : `${plain.name} is no Service and no ServiceEntry that namespace ${client.namespace} knows${external === undefined ? '' : `: its externalName ${external} is unknown`}`);
  if (cluster.written !== undefined && known.written !== known.host && known.written !== cluster.written) return unusable(`${known.object.kind} ${known.namespace}/${known.object.name} writes its host ${known.written}, and the route asks for ${cluster.written}: there is no cluster of that name, since capitals count in it`);
  if (!known.ports.some(({ port, protocol }) => port === cluster.port && protocol !== 'udp')) return unusable(`${plain.name} has no port ${cluster.port}`);
  const rule = destinationRuleFor(set, known.host, known.namespace, client);
  const subset = rule?.subsets.find(({ name }) => name === cluster.subset);
  if (cluster.subset !== undefined && !subset) return unusable(`No DestinationRule that namespace ${client.namespace} uses for ${plain.name} has a subset ${cluster.subset}`);
  const policy = rule ? trafficPolicyFor(rule, cluster.port, cluster.subset) : {};
  const withCredential = hasCredential(client, rule, policy);
  if (withCredential && record(policy['tls'])['credentialName'] === INVALID_CREDENTIAL) {
    return unusable(`A BackendTLSPolicy is for ${plain.name}, and the certificate authority that it refers to cannot be used: no connection comes about`);
  }
  const passesThrough = known.service?.headless === true || record(policy['loadBalancer'])['simple'] === 'PASSTHROUGH';
  const endpoints = endpointsOf(known, cluster.port).filter(({ workload }) => passesThrough || matchesLabels(subset?.labels ?? {}, workload.labels));
  return {
    shares: new Map(), entry: known.entry && known.object, objects: rule?.objects ?? [],
    says: `holds for calls to ${plain.name}${cluster.subset === undefined ? '' : `, subset ${cluster.subset}`}`, decides: Object.keys(policy).length + (subset ? 1 : 0) > 0, passesThrough,
    target: {
      ...plain, name: external ?? plain.name, service: known.service, version: cluster.subset ?? known.service?.labels['cdk8s-mesh.dev/version'],
      endpoints, connection: withCredential === false ? 'plaintext' : connectionOf(set, known, policy), ...(endpoints.length === 0 && !passesThrough && selectsOnlyPods(known) && { empty: true }), ...limitsOf(policy),
    },
  };
}

/** What a client has clusters for under just this host. */
function hostFor(set: ManifestSet, client: Pick<ClusterClient, 'find' | 'namespace'>, host: string): KnownHost | undefined {
  return client.find ? client.find(host) : exactHost(set, host, client.namespace);
}

/** The ports by which a route's destination is completed that names none: other proxies than sidecars know those of hosts that they have no cluster for. */
export function portsFor(set: ManifestSet, client: Pick<ClusterClient, 'find' | 'name' | 'namespace'>, host: string): readonly KnownPort[] {
  return (client.name === 'istio-sidecar' ? hostFor(set, client, host) : exactHost(set, host, client.namespace))?.ports ?? [];
}

/** What has exactly this host: routes do not reach a name by a wildcard over it. */
export function exactHost(set: ManifestSet, host: string, namespace: string): KnownHost | undefined {
  return resolveHost(set, host, namespace, known => known.host === host);
}

/** How results name a host: a Service by its name and namespace, others as they are. */
export function hostName(set: ManifestSet, host: string): string {
  const service = serviceNamed(set, host);
  return service ? serviceName(service) : host;
}

function endpointsOf({ service, entry, workloads }: KnownHost, number: number): Endpoint[] {
  const port = service?.ports.find(candidate => candidate.port === number && candidate.protocol !== 'UDP');
  if (port) return workloads.map(workload => ({ workload, port: targetPortOf(port, workload) }));
  const target = entry?.ports.find(candidate => candidate.number === number)?.targetPort;
  return workloads.map(workload => ({ workload, port: target }));
}

/** Whether a ServiceEntry leads to pods and nothing else: with NONE, calls go to whatever address they were for. */
export function selectsOnlyPods({ entry }: KnownHost): boolean {
  return entry?.workloadSelector !== undefined && entry.resolution !== 'NONE' && entry.workloadEntries.length === 0 && entry.endpoints.length === 0;
}

/** Sidecars leave TLS away whose certificate is a Secret's, but for a DestinationRule that selects workloads. Undefined: no `credentialName` is said. */
function hasCredential({ name }: ClusterClient, rule: DestinationRule | undefined, policy: Fields): boolean | undefined {
  const { credentialName, mode } = record(policy['tls']);
  if (!text(credentialName) || text(credentialName)!.startsWith('configmap://') || mode !== 'SIMPLE' && mode !== 'MUTUAL') return undefined;
  return name !== 'istio-sidecar' || rule?.workloadSelector !== undefined;
}

/** A `tls` of a DestinationRule decides; without one, mutual TLS where the other side takes it, but never out of the mesh. */
function connectionOf(set: ManifestSet, { entry }: KnownHost, policy: Fields): Connection {
  const tls: unknown = policy['tls'];
  if (tls !== undefined && tls !== null) {
    const mode = text(record(tls)['mode']) ?? 'DISABLE';
    return mode === 'ISTIO_MUTUAL' ? 'mtls' : mode === 'DISABLE' ? 'plaintext' : 'tls';
  }
  return entry && !entry.inMesh || meshSetting(set, 'enableAutoMtls') === false ? 'plaintext' : 'auto';
}

function limitsOf(policy: Fields): Pick<Target, 'limits'> {
  const limits = Object.fromEntries((['connectionPool', 'outlierDetection'] as const).filter(key => Object.keys(record(policy[key])).length > 0).map(key => [key, policy[key] as unknown]));
  return Object.keys(limits).length > 0 ? { limits } : {};
}

