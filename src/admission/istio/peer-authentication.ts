import { Field } from '../../manifest/field';
import { isPort } from '../../manifest/istio/address-syntax';
import type { Complain } from '../../manifest/istio/complain';
import type { ManifestObject } from '../../manifest/manifest-object';
import { checkSelector } from './selectors';

export const PEER_AUTHENTICATION_RULES = ['peer-authentication/ports-without-selector', 'peer-authentication/no-ports', 'peer-authentication/port'] as const;

export function checkPeerAuthentication(object: ManifestObject, complain: Complain): void {
  const spec = Field.spec(object);
  const [labels, ports] = [spec.at('selector', 'matchLabels'), spec.at('portLevelMtls')];
  if (labels.size === 0 && ports.size > 0) {
    complain('peer-authentication/ports-without-selector', ports, '`portLevelMtls` stands in a policy that selects no pods.', 'Write selector.matchLabels, or take portLevelMtls out.');
  }
  if (ports.isSet && ports.size === 0) {
    complain('peer-authentication/no-ports', ports, '`portLevelMtls` has no port.', 'Write a port with its mode, or take portLevelMtls out.');
  }
  for (const [port, mode] of ports.entries()) {
    if (/^[1-9]\d*$/.test(port) && isPort(Number(port))) continue;
    complain('peer-authentication/port', mode, `"${port}" is no port number.`, 'Write a port of the container, from 1 to 65535.');
  }
  checkSelector(labels, complain);
}
