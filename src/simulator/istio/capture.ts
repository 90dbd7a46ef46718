import type { Workload } from '../../manifest/workloads';
import { isInNetwork } from './addresses';

const PREFIX = 'traffic.sidecar.istio.io/';
const SPEAKING = ['excludeOutboundPorts', 'excludeOutboundIPRanges', 'includeOutboundPorts', 'includeOutboundIPRanges'].map(name => PREFIX + name);

/** Whether connections of pods to a port go through their sidecar, as far as annotations on them say. An address that is not known is taken for one that does. */
export function isCaptured({ annotations }: Workload, port: number, address: string | undefined): boolean {
  if (!SPEAKING.some(name => name in annotations)) return true;
  const named = (name: string) => (annotations[PREFIX + name] ?? '').split(',').map(part => part.trim()).filter(part => part !== '');
  const lists = (values: readonly string[]) => values.includes(String(port)) || values.includes('*');
  if (lists(named('excludeOutboundPorts'))) return false;
  if (address !== undefined && named('excludeOutboundIPRanges').some(range => isInNetwork(range, address))) return false;
  if (lists(named('includeOutboundPorts'))) return true;
  const ranges = annotations[`${PREFIX}includeOutboundIPRanges`];
  if (ranges === undefined || address === undefined) return ranges === undefined || ranges.trim() !== '';
  return named('includeOutboundIPRanges').some(range => range === '*' || isInNetwork(range, address));
}
