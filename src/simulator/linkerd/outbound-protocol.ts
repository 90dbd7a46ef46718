import { portProtocol } from '../../manifest/linkerd/app-protocol';
import type { PortProtocol } from '../../manifest/linkerd/app-protocol';
import { listsPort, opaquePortsOf } from '../../manifest/linkerd/port-list';
import type { ManifestSet } from '../../manifest/manifest-set';
import type { KubeServicePort, Service } from '../../manifest/services';

/** How a caller's proxy takes what goes to a Service port, and what says so. `appProtocol` goes before the list of opaque ports. */
export function outboundProtocol(set: ManifestSet, service: Service, { port, name, appProtocol }: KubeServicePort): { readonly protocol: PortProtocol; readonly why: string } {
  if (appProtocol !== undefined) return { protocol: portProtocol(appProtocol), why: `appProtocol ${appProtocol} of port ${port}` };
  const opaque = opaquePortsOf(set, service);
  return listsPort(opaque, port) || (name !== undefined && opaque.others.includes(name)) ? { protocol: 'opaque', why: `port ${port} is among the opaque ports` } : { protocol: 'detect', why: 'nothing says what the port carries' };
}
