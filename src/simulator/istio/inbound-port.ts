import { byAge } from '../../manifest/istio/age';
import type { IstioProtocol } from '../../manifest/istio/protocols';
import { namedProtocol, servicePortProtocol } from '../../manifest/istio/protocols';
import { serviceEntries } from '../../manifest/istio/service-entries';
import { sidecarFor } from '../../manifest/istio/sidecars';
import { record, records } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import { portsInFrontOf } from '../../manifest/services';
import type { Workload } from '../../manifest/workloads';

/** The agent's own ports, which no sidecar captures. */
const AGENT_PORTS = new Set([15020, 15021, 15090]);

/** Why connections to a container port pass by the sidecar; undefined where it takes them. */
export function uncaptured({ annotations }: Workload, port: number): string | undefined {
  const [excluded, included] = [annotations['traffic.sidecar.istio.io/excludeInboundPorts'], annotations['traffic.sidecar.istio.io/includeInboundPorts']];
  if (AGENT_PORTS.has(port)) return `port ${port} is the agent's own`;
  if (annotations['sidecar.istio.io/interceptionMode'] === 'NONE') return 'annotation sidecar.istio.io/interceptionMode is NONE';
  if (portList(excluded).includes(port)) return `annotation traffic.sidecar.istio.io/excludeInboundPorts has port ${port}`;
  if (included !== undefined && included.trim() !== '*' && !portList(included).includes(port)) return `annotation traffic.sidecar.istio.io/includeInboundPorts lacks port ${port}`;
  return undefined;
}

/** What a sidecar takes connections to a container port for: its Sidecar's word, else the oldest Service's that leads there. Nobody's: the first bytes decide. */
export function inboundProtocol(set: ManifestSet, workload: Workload, port: number): IstioProtocol {
  const known = protocolsOf(set, workload);
  let protocol = known.get(port);
  if (!protocol) known.set(port, protocol = findProtocol(set, workload, port));
  return protocol;
}

const protocolsOf = viewOf((_set, _workload: Workload) => new Map<number, IstioProtocol>());

function findProtocol(set: ManifestSet, workload: Workload, port: number): IstioProtocol {
  const sidecar = sidecarFor(set, workload);
  const listener = records(sidecar?.object.spec['ingress']).map(([ingress]) => record(ingress['port'])).find(({ number }) => number === port);
  if (listener) return namedProtocol(listener['protocol']);
  const services = portsInFrontOf(set, workload, port).filter(([, { protocol }]) => protocol === 'TCP');
  const [oldest] = [...services].sort(([a], [b]) => byAge(a.object, b.object));
  if (oldest) return servicePortProtocol(oldest[1]);
  const entry = serviceEntries(set).find(({ workloads, ports }) => workloads.includes(workload) && ports.some(({ targetPort }) => targetPort === port));
  return entry?.ports.find(({ targetPort }) => targetPort === port)?.protocol ?? 'auto';
}

function portList(value: string | undefined): number[] {
  return value === undefined ? [] : value.split(',').map(port => Number(port.trim())).filter(port => port > 0);
}
