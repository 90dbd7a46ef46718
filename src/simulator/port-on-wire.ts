import { enrolment } from '../manifest/enrolment';
import { isOpaqueAtPods } from '../manifest/linkerd/port-list';
import type { ManifestSet } from '../manifest/manifest-set';
import type { HopSender } from './data-planes';
import type { Arrival } from './outcome';

/** Port of Istio's tunnels. */
export const HBONE = 15008;
const LINKERD_INBOUND = 4143;
/** Ports of Linkerd's proxy itself: what is for them goes there. */
const LINKERD_OWN: readonly number[] = [4190, 4191];

/** The port that a connection has on the network: meshes that tunnel use one of their own, whatever is called. */
export function portOnWire(set: ManifestSet, { workload, port, transport }: Pick<Arrival, 'workload' | 'port' | 'transport'>, { proxy, peer }: Pick<HopSender, 'proxy' | 'peer'>): number {
  if (transport !== 'mtls') return port;
  const { dataPlane } = enrolment(set, workload);
  const linkerd = proxy === 'linkerd' || peer?.mesh === 'linkerd';
  if (dataPlane === 'istio-ambient' && !linkerd) return HBONE;
  if (dataPlane !== 'linkerd' || !linkerd || LINKERD_OWN.includes(port)) return port;
  return tunnelsEverything(set.settings.linkerdVersion) || isOpaqueAtPods(set, workload, port) ? LINKERD_INBOUND : port;
}

/** Before 2.18, Linkerd's proxies sent only to opaque ports in this way. */
function tunnelsEverything(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 18);
}
