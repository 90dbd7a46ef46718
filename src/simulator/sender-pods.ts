import type { ManifestSet } from '../manifest/manifest-set';
import type { Labels } from '../manifest/selectors';
import type { Workload } from '../manifest/workloads';
import { workloadsIn } from '../manifest/workloads';
import type { Call } from './call';
import type { HopSender } from './data-planes';

/** The pods that a connection comes from, for the network. */
export interface SenderPods {
  /** Undefined outside the cluster. */
  readonly namespace: string | undefined;
  /** Undefined: not known. */
  readonly labels: Labels | undefined;
  readonly workload: Workload | undefined;
}

/** A waypoint's or a gateway's own pods where the connection is theirs, else the caller's. */
export function senderPods(set: ManifestSet, { client }: Call, { proxy, peer, namespace }: HopSender): SenderPods {
  if (proxy !== 'istio-waypoint' && proxy !== 'istio-gateway') return { namespace: client.namespace, labels: client.labels, workload: client.workload };
  const home = peer?.namespace ?? namespace;
  const workload = home === undefined || !peer ? undefined : workloadsIn(set, home).find(({ serviceAccount }) => serviceAccount === peer.serviceAccount);
  return { namespace: home, labels: workload?.labels, workload };
}
