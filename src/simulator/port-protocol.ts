import { enrolment, namespaceEnrolment } from '../manifest/enrolment';
import { attachedToService } from '../manifest/gateway-api/attachments';
import type { RouteKind } from '../manifest/gateway-api/routes';
import type { IstioProtocol } from '../manifest/istio/protocols';
import { servicePortProtocol } from '../manifest/istio/protocols';
import { serversOfPort } from '../manifest/linkerd/servers';
import type { ManifestSet } from '../manifest/manifest-set';
import type { KubeServicePort, Service } from '../manifest/services';
import { targetPortOf } from '../manifest/services';

import { outboundProtocol } from './linkerd/outbound-protocol';

/** What a port speaks, as reports write it. */
export type PortProtocol = 'HTTP' | 'GRPC' | 'TLS' | 'TCP';

/** By the rules of the data plane that the called pods are in: each has its own words for what a port carries. */
export function portProtocolOf(set: ManifestSet, service: Service, port: KubeServicePort): PortProtocol {
  const [pods] = service.workloads;
  switch ((pods ? enrolment(set, pods) : namespaceEnrolment(set, service.namespace)).dataPlane) {
    case 'istio-sidecar': case 'istio-ambient': return reported(servicePortProtocol(port));
    case 'linkerd': return onLinkerd(set, service, port);
    default: return byRoutes(set, service, port) ?? spoken(port);
  }
}

/** Names mean nothing to Linkerd. Where it looks for HTTP they tell what the pods speak; so does a Server, before them. */
function onLinkerd(set: ManifestSet, service: Service, port: KubeServicePort): PortProtocol {
  const { protocol } = outboundProtocol(set, service, port);
  const named = reported(servicePortProtocol({ ...port, appProtocol: undefined }));
  if (protocol === 'opaque') return named === 'TLS' ? 'TLS' : 'TCP';
  const said = service.workloads.flatMap(pods => {
    const target = targetPortOf(port, pods);
    const [server] = target === undefined ? [] : serversOfPort(set, pods, target);
    return server ? SERVER_PROTOCOLS[server.proxyProtocol] ?? [] : [];
  });
  if (said[0]) return said[0];
  if (routeKinds(set, service, port).includes('GRPCRoute')) return 'GRPC';
  return protocol === 'detect' || named === 'GRPC' ? named : 'HTTP';
}

const SERVER_PROTOCOLS: Readonly<Record<string, PortProtocol>> = { 'gRPC': 'GRPC', 'HTTP/1': 'HTTP', 'HTTP/2': 'HTTP', 'opaque': 'TCP', 'TLS': 'TLS' };

/** Without a proxy that reads it, a port carries what its routes are for. */
function byRoutes(set: ManifestSet, service: Service, port: KubeServicePort): PortProtocol | undefined {
  const kinds = routeKinds(set, service, port);
  if (kinds.includes('GRPCRoute')) return 'GRPC';
  if (kinds.includes('HTTPRoute')) return spoken(port) === 'GRPC' ? 'GRPC' : 'HTTP';
  return kinds.includes('TLSRoute') ? 'TLS' : kinds.includes('TCPRoute') ? 'TCP' : undefined;
}

function routeKinds(set: ManifestSet, service: Service, port: KubeServicePort): RouteKind[] {
  return attachedToService(set, service).filter(({ ports }) => ports.includes(port)).map(({ route }) => route.kind);
}

/** HTTP/2 without TLS may be gRPC: the port's name tells. */
function spoken(port: KubeServicePort): PortProtocol {
  const said = servicePortProtocol(port);
  return said === 'http2' ? reported(servicePortProtocol({ ...port, appProtocol: undefined })) === 'GRPC' ? 'GRPC' : 'HTTP' : reported(said);
}

function reported(protocol: IstioProtocol): PortProtocol {
  switch (protocol) {
    case 'grpc': case 'grpc-web': return 'GRPC';
    case 'https': case 'tls': return 'TLS';
    case 'http': case 'http2': case 'http_proxy': case 'auto': return 'HTTP';
    default: return 'TCP';
  }
}
