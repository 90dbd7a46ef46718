import { portProtocol } from '../../../manifest/linkerd/app-protocol';
import { isLinkerdNamespace } from '../../../manifest/linkerd/presence';
import { parentsIn, type RouteParent } from '../../../manifest/linkerd/route-parents';
import type { KubeServicePort } from '../../../manifest/services';
import { services } from '../../../manifest/services';
import type { Rule } from '../../rule';

/** Values by which people mean some HTTP. */
const MEANT: Readonly<Record<string, string>> = {
  grpc: 'kubernetes.io/h2c', http2: 'kubernetes.io/h2c', h2c: 'kubernetes.io/h2c', 'grpc-web': 'http', http1: 'http', 'kubernetes.io/ws': 'http', ws: 'http',
};

export const linkerdAppProtocolOpaque: Rule = {
  id: 'linkerd-app-protocol-opaque',
  severity: 'error',
  what: 'A Service port has an `appProtocol` by which Linkerd takes its traffic for bytes, or for HTTP/1 where gRPC routes are meant.',
  why: 'Linkerd knows `http`, `kubernetes.io/h2c` and `linkerd.io/opaque`. With any other value, `grpc` and `http2` among them, the port is opaque: routes, retries, timeouts, metrics of requests and balancing of single requests are gone, and the routes are accepted all the same. With `http` a GRPCRoute is not in force.',
  remedy: 'Write `kubernetes.io/h2c` for gRPC and HTTP/2, `http` for HTTP/1, or no `appProtocol` to let the proxy find out.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/features/protocol-detection/'],
  check(set, report) {
    for (const service of services(set)) {
      if (service.madeBy) continue;
      for (const port of service.ports) {
        const { appProtocol } = port;
        if (appProtocol === undefined) continue;
        const routes = parentsIn(set, 'Service', service.namespace, service.name).filter(parent => isAbout(parent, port));
        const vanished = routes.filter(({ route }) => vanishes(route.kind, port));
        const meant = vanished.some(({ route }) => route.kind === 'GRPCRoute') ? 'kubernetes.io/h2c' : MEANT[appProtocol.toLowerCase()] ?? 'http';
        const path = [...port.path, 'appProtocol'];
        if (vanished.length > 0) {
          report(service.object, path, {
            message: `The value ${appProtocol} of appProtocol takes ${[...new Set(vanished.map(({ route }) => `${route.kind} ${route.namespace}/${route.name}`))].join(' and ')} out of force: Linkerd ${appProtocol === 'http' ? 'knows no gRPC on such a port' : 'takes the port for opaque'}.`,
            remedy: `Write appProtocol: ${meant}.`,
            related: vanished.map(({ route }) => route),
          });
        } else if (portProtocol(appProtocol) === 'opaque' && MEANT[appProtocol.toLowerCase()] && isLinkerdNamespace(set, service.namespace)) {
          report(service.object, path, {
            severity: 'warning',
            message: `Linkerd does not know appProtocol: ${appProtocol} and takes the port for opaque, without HTTP metrics, retries and balancing of requests.`,
            remedy: `Write appProtocol: ${meant}.`,
          });
        }
      }
    }
  },
};

function isAbout(parent: RouteParent, { port }: KubeServicePort): boolean {
  return parent.port === undefined || parent.port === port;
}

function vanishes(kind: string, { appProtocol }: KubeServicePort): boolean {
  const protocol = portProtocol(appProtocol);
  return (kind === 'HTTPRoute' || kind === 'GRPCRoute') && (protocol === 'opaque' || (protocol === 'http/1' && kind === 'GRPCRoute'));
}
