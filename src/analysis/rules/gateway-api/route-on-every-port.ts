import { attachments } from '../../../manifest/gateway-api/attachments';
import { mayBeHttp, servicePortProtocol } from '../../../manifest/istio/protocols';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const routeOnEveryPort: Rule = {
  id: 'route-on-every-port',
  severity: 'warning',
  what: 'A route is attached to a Service with several ports and names none, while its backends name one.',
  why: 'The route acts on every port of the Service: calls to the others are sent to the port that the backendRefs name, metrics and administration included.',
  remedy: 'Add `port` to the parentRef.',
  aliases: [],
  see: ['https://gateway-api.sigs.k8s.io/geps/gep-1426/'],
  check(set, report) {
    for (const { route, ref, service, ports } of attachments(set)) {
      if (!service || ref.port !== undefined || ref.sectionName !== undefined || (route.kind !== 'HTTPRoute' && route.kind !== 'GRPCRoute')) continue;
      const sent = [...new Set(route.rules.flatMap(({ backends }) => backends.flatMap(({ port }) => port ?? [])))];
      const taken = ports.filter(port => mayBeHttp(servicePortProtocol(port)));
      if (taken.length < 2 || sent.length !== 1) continue;
      const others = taken.filter(({ port }) => port !== sent[0]);
      if (others.length === 0) continue;
      report(route.object, ref.path, {
        message: `${refText(route.object.ref)} names no port of Service ${service.namespace}/${service.name}, so it also acts on ${others.map(({ name, port }) => `port ${port}${name === undefined ? '' : ` (${name})`}`).join(' and ')} and sends those calls to port ${sent[0]}.`,
        remedy: `Add \`port: ${taken.some(({ port }) => port === sent[0]) ? sent[0] : taken[0]!.port}\` to this parentRef.`,
        related: [service.object],
      });
    }
  },
};
