import { gatewayOfService } from '../manifest/gateway-api/gateways';
import type { ManifestSet } from '../manifest/manifest-set';
import type { Labels } from '../manifest/selectors';
import type { Workload } from '../manifest/workloads';
import { workloadsIn } from '../manifest/workloads';
import type { Call } from './call';
import type { HopSender } from './data-planes';
import type { Undecided } from './known';

/** Pods at one end of a connection, for the network. */
export interface NetworkPods {
  /** Undefined outside the cluster. */
  readonly namespace: string | undefined;
  /** Undefined: not known. */
  readonly labels: Labels | undefined;
  readonly workload: Workload | undefined;
  /** What has to be known before anything can be said of them but their Gateway's namespace. */
  readonly unsure?: Undecided;
}

/** A waypoint's or a gateway's own pods where the connection is theirs, else the caller's. */
export function senderPods(set: ManifestSet, { client }: Call, { proxy, peer, namespace, pods, unsure }: HopSender): NetworkPods {
  if (pods) return { namespace: pods.namespace, labels: pods.labels, workload: pods };
  if (unsure) return { namespace, labels: undefined, workload: undefined, unsure };
  if (proxy !== 'istio-waypoint' && proxy !== 'istio-gateway') return { namespace: client.namespace, labels: client.labels, workload: client.workload };
  const home = peer?.namespace ?? namespace;
  if (home === undefined || !peer) return { namespace: home, labels: undefined, workload: undefined };
  const workload = workloadsIn(set, home).find(({ serviceAccount }) => serviceAccount === peer.serviceAccount);
  return { namespace: home, labels: workload?.labels ?? madeLabels(set, home, peer.serviceAccount), workload };
}

/** What Istio writes on the pods that it makes for a Gateway, whose account has the name of their Service. */
function madeLabels(set: ManifestSet, namespace: string, account: string): Labels | undefined {
  const gateway = gatewayOfService(set, namespace, account);
  return gateway && { ...gateway.object.labels, 'gateway.networking.k8s.io/gateway-name': gateway.name };
}
