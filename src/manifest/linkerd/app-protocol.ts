/** How Linkerd treats a Service port by its `appProtocol`: each value that it does not know makes the port opaque. */
export type PortProtocol = 'detect' | 'http/1' | 'http/2' | 'opaque';

export function portProtocol(appProtocol: string | undefined): PortProtocol {
  switch (appProtocol) {
    case undefined: return 'detect';
    case 'http': return 'http/1';
    case 'kubernetes.io/h2c': return 'http/2';
    default: return 'opaque';
  }
}
