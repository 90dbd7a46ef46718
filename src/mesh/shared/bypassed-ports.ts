import type { Problem } from '../../model/data-plane';
import type { WorkloadModel } from '../../model/model';
import { deniesByDefault, effectiveMtls, isMtlsException } from '../../model/port-rules';
import type { StringMap } from '../../model/resource';

/** Both ends belong to it. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
  /** Whether only ports that are known to exist in it count: nobody wrote the range itself. */
  readonly knownOnly?: boolean;
}

const LAST = 65535;

export const ALL_PORTS: readonly PortRange[] = [{ from: 1, to: LAST }];

/** `8080, 9000-9010`. What cannot be read may be any port. */
export function portRanges(list: string): readonly PortRange[] {
  const ranges = list.split(',').map(item => item.trim()).filter(item => item !== '').map(item => {
    const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(item) ?? [];
    return from === undefined ? undefined : { from: Number(from), to: Number(to ?? from) };
  });
  return ranges.every(range => range !== undefined) ? ranges : ALL_PORTS;
}

/** All ports that are in none of the ranges. */
export function otherPorts(ranges: readonly PortRange[]): readonly PortRange[] {
  if (ranges.length === 0) return ALL_PORTS;
  const gaps: PortRange[] = [];
  let next = 1;
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    if (from > next) gaps.push({ from: next, to: from - 1, knownOnly: true });
    next = Math.max(next, to + 1);
  }
  return next > LAST ? gaps : [...gaps, { from: next, to: LAST, knownOnly: true }];
}

/** An annotation that takes ports of pods past the proxy, where rules of these ports would have to be carried out. */
export function bypassProblems(workload: WorkloadModel, annotations: StringMap, key: string, ranges: readonly PortRange[]): Problem[] {
  if (!workload.enrolled) return [];
  const ports = [...new Set(ranges.flatMap(range => ruledWithin(workload, range)))];
  if (ports.length === 0) return [];
  const meant = `${ports.length === 1 && !ports[0]!.includes('-') ? 'port' : 'ports'} ${ports.join(', ')}`;
  const lists = workload.allowLists.filter(list => list.ports.some(port => ports.includes(String(port)))).map(list => list.path).sort();
  const strict = effectiveMtls(workload) === 'strict';
  const broken = [...(lists.length > 0 ? ['allow-lists'] : []), ...(deniesByDefault(workload) ? ['default deny'] : []), ...(strict ? ['strict mutual TLS'] : [])];
  const remedy = broken.length === 1 && strict ? 'let that take plaintext with addMtlsException of the namespace' : `do without ${broken.join(' and ')} there`;
  return [{
    id: 'foreign-object-mismatch', paths: lists.length > 0 ? lists : [workload.path],
    message: `the pods of "${workload.name}" have annotation ${key}: ${JSON.stringify(annotations[key])}, which takes ${meant} past the proxy, so that nobody enforces ${broken.join(' and ')} there; `
      + `take that out of the annotation, or ${remedy}`,
  }];
}

/** Known ports of the range that rules hold for; if there are none, the range itself, where rules hold for any port. */
function ruledWithin(workload: WorkloadModel, { from, to, knownOnly = false }: PortRange): string[] {
  const known = knownPorts(workload).filter(port => port >= from && port <= to && isRuled(workload, port));
  if (known.length > 0) return known.map(String);
  const closed = deniesByDefault(workload) || effectiveMtls(workload) === 'strict';
  if (!closed || knownOnly || (from === to && !isRuled(workload, from))) return [];
  return [from === to ? String(from) : `${from}-${to}`];
}

function isRuled(workload: WorkloadModel, port: number): boolean {
  return workload.allowLists.some(list => list.ports.includes(port)) || deniesByDefault(workload)
    || (effectiveMtls(workload) === 'strict' && !isMtlsException(workload, port));
}

function knownPorts({ ports, namedPorts = [], services, allowLists }: WorkloadModel): number[] {
  const named = [...ports, ...namedPorts].map(p => p.number);
  const behind = services.flatMap(s => s.ports.flatMap(p => (typeof p.targetPort === 'number' ? [p.targetPort] : [])));
  return [...new Set([...named, ...behind, ...allowLists.flatMap(list => list.ports)])].sort((a, b) => a - b);
}
