import type { Service } from '../services';
import type { ManifestSet } from '../manifest-set';
import { namespaceFacts } from '../namespaces';
import type { Workload } from '../workloads';

export const OPAQUE_PORTS = 'config.linkerd.io/opaque-ports';

/** Ports that Linkerd, as installed by default, takes for bytes that are not HTTP. */
export const DEFAULT_OPAQUE_PORTS = '25,587,3306,4444,5432,6379,9300,11211';

/** What a list such as "25,3000-3010" says. */
export interface PortList {
  readonly ranges: readonly (readonly [from: number, to: number])[];
  /** Items that are neither a port nor a range: names, or nothing that means anything. */
  readonly others: readonly string[];
}

const known = new Map<string, PortList>();

export function portList(text: string): PortList {
  const list = known.get(text) ?? read(text);
  known.set(text, list);
  return list;
}

function read(text: string): PortList {
  const items = text.split(',').map(item => item.trim()).filter(item => item !== '');
  const ranges = items.map(range);
  return { ranges: ranges.filter(r => r !== undefined), others: items.filter((_, index) => ranges[index] === undefined) };
}

export function listsPort({ ranges }: PortList, port: number): boolean {
  return ranges.some(([from, to]) => port >= from && port <= to);
}

function range(item: string): readonly [number, number] | undefined {
  const [, from, to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(item) ?? [];
  return from !== undefined && Number(to) <= 65_535 && Number(from) <= Number(to) ? [Number(from), Number(to)] : undefined;
}

/** An annotation of pods: their own, else what their namespace gives to all. */
export function podAnnotation(set: ManifestSet, { annotations, namespace }: Workload, name: string): string | undefined {
  return annotations[name] ?? namespaceFacts(set, namespace).annotations[name];
}

export function isOpaqueAtPods(set: ManifestSet, workload: Workload, port: number): boolean {
  const list = portList(podAnnotation(set, workload, OPAQUE_PORTS) ?? DEFAULT_OPAQUE_PORTS);
  return listsPort(list, port) || workload.ports.some(({ name, number }) => number === port && name !== undefined && list.others.includes(name));
}

/** What a Service says of its ports, to callers; it has from its namespace what it does not say itself. */
export function opaquePortsOf(set: ManifestSet, service: Service): PortList {
  return portList(service.annotations[OPAQUE_PORTS] ?? namespaceFacts(set, service.namespace).annotations[OPAQUE_PORTS] ?? DEFAULT_OPAQUE_PORTS);
}
