import type { PathStep } from '../field-path';
import type { Json, ManifestObject } from '../manifest-object';
import { list, record, records, text, texts } from '../manifest-object';
import type { ManifestSet } from '../manifest-set';
import { view } from '../manifest-set';
import { matchesLabels } from '../selectors';
import type { Workload } from '../workloads';
import { selectedWorkloads } from '../workloads';
import { byAge } from './age';
import type { Visibility } from './export';
import { visibility } from './export';
import type { IstioProtocol } from './protocols';
import { namedProtocol } from './protocols';

export interface ServiceEntry {
  readonly object: ManifestObject;
  readonly namespace: string;
  readonly hosts: readonly EntryHost[];
  readonly ports: readonly EntryPort[];
  readonly addresses: readonly string[];
  /** NONE, STATIC, DNS, DNS_ROUND_ROBIN or DYNAMIC_DNS. */
  readonly resolution: string;
  /** Whether what answers there is in the mesh, and so speaks its mTLS. */
  readonly inMesh: boolean;
  readonly endpoints: readonly Record<string, Json>[];
  /** Undefined where it selects nothing. */
  readonly workloadSelector: Readonly<Record<string, string>> | undefined;
  /** Pods and WorkloadEntries of its namespace that it selects. */
  readonly workloads: readonly Workload[];
  readonly workloadEntries: readonly ManifestObject[];
  readonly visibility: Visibility;
}

export interface EntryHost {
  /** In lower case; a name without a dot is no Service's here, it stands as it is. */
  readonly host: string;
  readonly written: string;
  readonly path: readonly PathStep[];
}

export interface EntryPort {
  readonly number: number;
  readonly name: string;
  readonly protocol: IstioProtocol;
  readonly targetPort: number;
  readonly path: readonly PathStep[];
}

/** The oldest first. */
export const serviceEntries = view((set): readonly ServiceEntry[] =>
  [...set.all('networking.istio.io', 'ServiceEntry')].sort(byAge).map(object => serviceEntryOf(set, object)));

function serviceEntryOf(set: ManifestSet, object: ManifestObject): ServiceEntry {
  const { hosts, ports, addresses, resolution, location, endpoints, workloadSelector } = object.spec as Record<string, Json>;
  const namespace = object.namespace ?? '';
  const labels = workloadSelector === undefined ? undefined : texts(record(workloadSelector)['labels']);
  return {
    object, namespace,
    hosts: list(hosts).flatMap((host, index): EntryHost[] => (typeof host === 'string' ? [{ host: host.toLowerCase(), written: host, path: ['spec', 'hosts', index] }] : [])),
    ports: records(ports).flatMap(([{ number, name, protocol, targetPort }, index]): EntryPort[] => (typeof number !== 'number' ? [] : [{
      number, name: text(name) ?? '', protocol: namedProtocol(protocol),
      targetPort: typeof targetPort === 'number' && targetPort !== 0 ? targetPort : number, path: ['spec', 'ports', index],
    }])),
    addresses: list(addresses).flatMap(address => text(address) ?? []),
    resolution: text(resolution) ?? 'NONE',
    inMesh: location === 'MESH_INTERNAL',
    endpoints: records(endpoints).map(([endpoint]) => endpoint),
    workloadSelector: labels,
    workloads: labels ? selectedWorkloads(set, namespace, labels) : [],
    workloadEntries: labels ? selectedEntries(set, namespace, labels) : [],
    visibility: visibility(set, object, 'defaultServiceExportTo'),
  };
}

function selectedEntries(set: ManifestSet, namespace: string, labels: Readonly<Record<string, string>>): ManifestObject[] {
  if (Object.keys(labels).length === 0) return [];
  return set.inNamespace('networking.istio.io', 'WorkloadEntry', namespace).filter(({ spec }) => matchesLabels(labels, texts(record(spec)['labels'])));
}
