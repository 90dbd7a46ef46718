import { listsPort, OPAQUE_PORTS, opaquePortsOf } from '../../../manifest/linkerd/port-list';
import { parentsIn } from '../../../manifest/linkerd/route-parents';
import { services } from '../../../manifest/services';
import { namespaceFacts } from '../../../manifest/namespaces';
import type { Rule } from '../../rule';

export const opaquePortWithRoutes: Rule = {
  id: 'opaque-port-with-routes',
  severity: 'error',
  what: 'HTTPRoutes or GRPCRoutes are for a Service port that Linkerd takes for opaque.',
  why: 'On an opaque port Linkerd forwards bytes and looks at no request: the routes are accepted and not in force. Ports 25, 587, 3306, 4444, 5432, 6379, 9300 and 11211 are opaque where nothing says otherwise.',
  remedy: 'Take the port out of `config.linkerd.io/opaque-ports`, or state its `appProtocol`, which counts before the annotation.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/features/protocol-detection/'],
  check(set, report) {
    for (const service of services(set)) {
      const parents = parentsIn(set, 'Service', service.namespace, service.name).filter(({ route }) => route.kind === 'HTTPRoute' || route.kind === 'GRPCRoute');
      if (parents.length === 0 || service.madeBy) continue;
      const opaque = opaquePortsOf(set, service);
      for (const port of service.ports) {
        // A route without a port is for all ports, and may well mean the others.
        const routes = parents.filter(parent => parent.port === port.port || (parent.port === undefined && service.ports.length === 1));
        if (port.appProtocol !== undefined || routes.length === 0 || !listsPort(opaque, port.port)) continue;
        const own = service.annotations[OPAQUE_PORTS];
        const inherited = namespaceFacts(set, service.namespace).annotations[OPAQUE_PORTS];
        const why = own !== undefined ? `by its annotation "${own}"` : inherited !== undefined ? `by the annotation "${inherited}" of its namespace` : 'by default';
        report(service.object, own === undefined ? [...port.path, 'port'] : ['metadata', 'annotations', OPAQUE_PORTS], {
          message: `Port ${port.port} is opaque to Linkerd ${why}, so that ${routes[0]!.route.kind} ${routes[0]!.route.namespace}/${routes[0]!.route.name} is not in force.`,
          remedy: `Write appProtocol: ${routes[0]!.route.kind === 'GRPCRoute' ? 'kubernetes.io/h2c' : 'http'} on the port, or list only ports that are not HTTP in ${OPAQUE_PORTS}.`,
          related: routes.map(({ route }) => route),
        });
      }
    }
  },
};
