import { Protocol } from '../../model/protocol';

/**
 * Linkerd knows `http`, `kubernetes.io/h2c` and `linkerd.io/opaque`. Any other value, `grpc` and `https` among them, makes a port opaque, and
 * its routes vanish. Without a value the proxy looks at the first bytes; clients of TLS send theirs at once, so that costs nothing.
 */
const APP_PROTOCOLS: Readonly<Record<Protocol, string | undefined>> = {
  [Protocol.HTTP]: 'http',
  [Protocol.HTTP2]: 'kubernetes.io/h2c',
  [Protocol.GRPC]: 'kubernetes.io/h2c',
  [Protocol.HTTPS]: undefined,
  [Protocol.TLS]: undefined,
  [Protocol.TCP]: 'linkerd.io/opaque',
};

export function appProtocol(protocol: Protocol): string | undefined {
  return APP_PROTOCOLS[protocol];
}
