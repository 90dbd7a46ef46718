import type { ManifestObject } from '../manifest-object';
import { record, text, texts } from '../manifest-object';
import type { ManifestSet } from '../manifest-set';
import { view } from '../manifest-set';
import { matchesSelector } from '../selectors';
import type { Workload } from '../workloads';
import { selectedWorkloads, workloadsIn } from '../workloads';
import { olderFirst } from './order';
import { POLICY_GROUP } from './references';
import { grouped } from './route-parents';

/** Ports that the injector adds with the proxy. */
const PROXY_PORTS = [['linkerd-admin', 4191], ['linkerd-proxy', 4143]] as const;

/** What a Server says of a port of pods. */
export interface Server {
  readonly object: ManifestObject;
  readonly namespace: string;
  readonly name: string;
  /** A port of the container, by number or name. */
  readonly port: number | string | undefined;
  /** "unknown" where the Server says none. */
  readonly proxyProtocol: string;
  /** "deny" where the Server says none. */
  readonly accessPolicy: string;
  /** Whether it is about pods; else it is about workloads outside the cluster. */
  readonly selectsPods: boolean;
  readonly workloads: readonly Workload[];
}

export const servers = view((set): readonly Server[] => set.all(POLICY_GROUP, 'Server').map(object => serverOf(object, set)));

const byName = view(set => new Map(servers(set).map(server => [`${server.namespace}/${server.name}`, server] as const)));
const byPort = view(set => {
  const all = servers(set).flatMap(server => server.workloads.flatMap(workload => portsOf(server, workload).map(port => ({ server, id: workload.id, port }))));
  return new Map([...grouped(all, ({ id }) => id)].map(([id, ofWorkload]) => [id, new Map([...grouped(ofWorkload, ({ port }) => port)]
    .map(([port, found]) => [port, found.map(({ server }) => server).sort((a, b) => olderFirst(a.object, b.object))] as const))] as const));
});

export function findServer(set: ManifestSet, namespace: string, name: string): Server | undefined {
  return byName(set).get(`${namespace}/${name}`);
}

/** Servers of a port of pods, the one that counts first. */
export function serversOfPort(set: ManifestSet, workload: Workload, port: number): readonly Server[] {
  return byPort(set).get(workload.id)?.get(port) ?? [];
}

/** The numbers of the ports that a Server is about at a workload: several containers may use one name. */
export function portsOf({ port }: Pick<Server, 'port'>, workload: Workload): number[] {
  if (typeof port === 'number') return [port];
  const named = workload.ports.filter(({ name, protocol }) => name !== undefined && name === port && protocol === 'TCP').map(({ number }) => number);
  return [...new Set([...named, ...PROXY_PORTS.filter(([name]) => name === port).map(([, number]) => number)])];
}

/** Whether a Server is about a port of the proxy itself, which no manifest declares. */
export function isProxyPort(port: number | string | undefined): boolean {
  return PROXY_PORTS.some(([name, number]) => port === name || port === number);
}

function serverOf(object: ManifestObject, set: ManifestSet): Server {
  const { podSelector, port, proxyProtocol, accessPolicy } = object.spec as Record<string, unknown>;
  const namespace = object.namespace ?? 'default';
  const selectsPods = typeof podSelector === 'object' && podSelector !== null;
  return {
    object, namespace, name: object.name,
    port: typeof port === 'number' ? port : text(port),
    proxyProtocol: text(proxyProtocol) ?? 'unknown',
    accessPolicy: text(accessPolicy) ?? 'deny',
    selectsPods,
    workloads: selectsPods ? selected(set, namespace, podSelector) : [],
  };
}

/** An empty selector is for all pods of the namespace. */
function selected(set: ManifestSet, namespace: string, selector: unknown): readonly Workload[] {
  const labels = texts(record(selector)['matchLabels']);
  const candidates = Object.keys(labels).length === 0 ? workloadsIn(set, namespace) : selectedWorkloads(set, namespace, labels);
  return candidates.filter(workload => matchesSelector(selector, workload.labels));
}
