import { proxySettings } from '../../manifest/istio/annotations';
import { record } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { meshSetting } from '../../manifest/mesh-config';
import type { HttpMessage } from '../call';
import type { Undecided } from '../known';
import type { GatewayPlace } from './gateway-place';

/** The client in front of a gateway: with trusted proxies before it, the address that the outermost of them wrote to X-Forwarded-For; else its peer. */
export function gatewayAddress(set: ManifestSet, { pods }: GatewayPlace, http: HttpMessage | undefined, peer: string | Undecided): string | Undecided {
  const own = proxySettings(pods.workload?.annotations['proxy.istio.io/config'])['gatewayTopology'];
  const topology = record(own ?? meshSetting(set, 'defaultConfig', 'gatewayTopology'));
  const trusted: unknown = topology['numTrustedProxies'];
  if (typeof trusted !== 'number' || trusted <= 0 || !http) return peer;
  const forwarded = http.headers['x-forwarded-for']?.split(',').map(address => address.trim()) ?? [];
  return forwarded.at(-trusted) ?? peer;
}
