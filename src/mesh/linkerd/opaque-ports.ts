import type { ServicePortModel, WorkloadModel } from '../../model/model';
import { Protocol, speaksHttp } from '../../model/protocol';
import type { StringMap } from '../../model/resource';

export const OPAQUE_PORTS = 'config.linkerd.io/opaque-ports';

/** Ports that Linkerd, as installed by default, takes for bytes although nobody said so. */
export const DEFAULT_OPAQUE_PORTS: readonly number[] = [25, 587, 3306, 4444, 5432, 6379, 9300, 11211];

/** Ports that go around the proxies of a default installation. */
export const DEFAULT_SKIPPED_PORTS: readonly number[] = [4567, 4568];

/** The container port behind a Service port, if it can be told. */
export function containerPort(port: ServicePortModel, workload: WorkloadModel | undefined): number | undefined {
  if (typeof port.targetPort === 'number') return port.targetPort;
  return [...workload?.ports ?? [], ...workload?.namedPorts ?? []].find(p => p.name === port.targetPort)?.number;
}

/**
 * What the pods say about their opaque ports. The annotation replaces the default list, so the rest of that list is written out. A port that
 * any declaration calls HTTP is never in it.
 */
export function opaquePorts(workload: WorkloadModel): StringMap {
  const declared = [
    ...workload.ports.map(p => ({ number: p.number, protocol: p.protocol })),
    ...workload.services.flatMap(s => s.ports.map(p => ({ number: containerPort(p, workload), protocol: p.protocol }))),
  ];
  const numbers = (speaks: (protocol: Protocol) => boolean) => declared.flatMap(p => (p.number !== undefined && speaks(p.protocol) ? [p.number] : []));
  const http = new Set(numbers(speaksHttp));
  const bytes = numbers(protocol => protocol === Protocol.TCP);
  if (bytes.length === 0 && !DEFAULT_OPAQUE_PORTS.some(port => http.has(port))) return {};
  const opaque = [...new Set([...bytes, ...DEFAULT_OPAQUE_PORTS])].filter(port => !http.has(port)).sort((a, b) => a - b);
  return { [OPAQUE_PORTS]: opaque.join(',') };
}

/** Whether a list of ports and ranges (`25,3000-3010`) holds a port. */
export function listsPort(list: string, port: number): boolean {
  return list.split(',').some(item => {
    const [from, to = from] = item.trim().split('-').map(Number);
    return from !== undefined && port >= from && port <= to!;
  });
}
