import type { PathStep } from './field-path';
import { record, records, text } from './manifest-object';
import type { Workload } from './workloads';

/** A call that the kubelet makes to a container to see how it is. */
export interface Probe {
  readonly kind: 'livenessProbe' | 'readinessProbe' | 'startupProbe';
  readonly how: 'http' | 'https' | 'tcp' | 'grpc';
  /** What an HTTP probe asks for, without its query: "/" where it says nothing. */
  readonly target: string;
  readonly container: string;
  /** As it is written: a number, or the name of a port of the same container. */
  readonly port: number | string;
  /** Undefined where the container has no port of that name. */
  readonly number: number | undefined;
  /** Of its `port`. */
  readonly path: readonly PathStep[];
}

/** Probes of containers, and of init containers that stay; commands call no port. */
export function probesOf(workload: Workload): Probe[] {
  const { podSpec, template } = workload;
  const containers = [
    ...records(podSpec['containers']).map(([container, index]) => [container, ['containers', index]] as const),
    ...records(podSpec['initContainers']).filter(([{ restartPolicy }]) => restartPolicy === 'Always').map(([container, index]) => [container, ['initContainers', index]] as const),
  ];
  return containers.flatMap(([container, at]) => (['livenessProbe', 'readinessProbe', 'startupProbe'] as const).flatMap(kind => (['httpGet', 'tcpSocket', 'grpc'] as const).flatMap((how): Probe[] => {
    const handler = record(record(container[kind])[how]);
    const port: unknown = handler['port'];
    if (typeof port !== 'number' && typeof port !== 'string') return [];
    const name = text(container['name']) ?? '';
    const number = typeof port === 'number' ? port : workload.ports.find(declared => declared.container === name && declared.name === port)?.number;
    const target = (text(handler['path']) || '/').split('?')[0]!;
    return [{ kind, how: protocol(how, handler['scheme']), target, container: name, port, number, path: [...template, 'spec', ...at, kind, how, 'port'] }];
  })));
}

function protocol(how: 'httpGet' | 'tcpSocket' | 'grpc', scheme: unknown): Probe['how'] {
  if (how === 'httpGet') return text(scheme)?.toUpperCase() === 'HTTPS' ? 'https' : 'http';
  return how === 'grpc' ? 'grpc' : 'tcp';
}
