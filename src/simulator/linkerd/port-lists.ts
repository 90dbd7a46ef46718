import type { PortList } from '../../manifest/linkerd/port-list';
import { listsPort, podAnnotation, portList } from '../../manifest/linkerd/port-list';
import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import { namespaceFacts } from '../../manifest/namespaces';
import type { Workload } from '../../manifest/workloads';
import type { Client } from '../call';

/** Ports that an installation leaves alone where pods do not say otherwise. */
const SKIPPED_BY_DEFAULT = '4567,4568';
const SKIP_INBOUND = 'config.linkerd.io/skip-inbound-ports';
const SKIP_OUTBOUND = 'config.linkerd.io/skip-outbound-ports';

const skippedInbound = viewOf((set, workload: Workload): PortList => portList(podAnnotation(set, workload, SKIP_INBOUND) ?? SKIPPED_BY_DEFAULT));

/** Whether connections to a port of pods go past their proxy. */
export function skipsInbound(set: ManifestSet, workload: Workload, port: number): boolean {
  return listsPort(skippedInbound(set, workload), port);
}

/** Whether a caller's connections to a port go past its proxy. */
export function skipsOutbound(set: ManifestSet, { workload, namespace }: Client, port: number): boolean {
  const said = workload?.annotations[SKIP_OUTBOUND] ?? (namespace === undefined ? undefined : namespaceFacts(set, namespace).annotations[SKIP_OUTBOUND]);
  return listsPort(portList(said ?? SKIPPED_BY_DEFAULT), port);
}
