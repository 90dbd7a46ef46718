import type { Protocol } from '../../model/protocol';

/** Istio knows every protocol by the name that it has here, and believes `appProtocol` before it looks at a port's name. */
export function appProtocol(protocol: Protocol): string {
  return protocol;
}
