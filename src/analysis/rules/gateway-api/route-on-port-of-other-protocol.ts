import { attachments } from '../../../manifest/gateway-api/attachments';
import { isIstios } from '../../../manifest/gateway-api/route-planes';
import { mayBeHttp, servicePortProtocol } from '../../../manifest/istio/protocols';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const routeOnPortOfOtherProtocol: Rule = {
  id: 'route-on-port-of-other-protocol',
  severity: 'error',
  what: 'An HTTPRoute or GRPCRoute is attached to a Service port that Istio does not take for HTTP, or a GRPCRoute to one that is HTTP/1.1.',
  why: 'Istio goes by the name or `appProtocol` of the port: routes for HTTP do nothing on a TCP port, and gRPC does not run over HTTP/1.1.',
  remedy: 'Set `appProtocol` of the port to what is spoken there: `http`, `http2` or `grpc`.',
  aliases: [],
  see: ['https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/'],
  check(set, report) {
    for (const attachment of attachments(set)) {
      const { route, ref, service, ports } = attachment;
      if (!service || ports.length === 0 || (route.kind !== 'HTTPRoute' && route.kind !== 'GRPCRoute') || !isIstios(set, attachment)) continue;
      const wrong = ports.filter(port => {
        const protocol = servicePortProtocol(port);
        return !mayBeHttp(protocol) || (route.kind === 'GRPCRoute' && protocol === 'http');
      });
      // Where the route names no port, it is for those that it can be for.
      if (wrong.length < ports.length) continue;
      const [{ port, name, appProtocol }] = wrong as [typeof wrong[number]];
      const said = appProtocol !== undefined ? `appProtocol ${appProtocol}` : name !== undefined ? `name ${name}` : `number ${port}`;
      report(route.object, [...ref.path, ref.port === undefined ? 'name' : 'port'], {
        message: `${refText(route.object.ref)} is attached to port ${port} of Service ${service.namespace}/${service.name}, which Istio takes for ${servicePortProtocol(wrong[0]!)} because of its ${said}.`,
        remedy: `Set \`appProtocol: ${route.kind === 'GRPCRoute' ? 'grpc' : 'http'}\` on port ${port} of the Service, or attach the route to another port.`,
        related: [service.object],
      });
    }
  },
};
