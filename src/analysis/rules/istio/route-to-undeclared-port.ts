import { resolveHost, hostsNamed } from '../../../manifest/istio/host-registry';
import { destinationsOf, virtualServices } from '../../../manifest/istio/virtual-services';
import type { Rule } from '../../rule';
import { listed } from '../../wording';

export const routeToUndeclaredPort: Rule = {
  id: 'route-to-undeclared-port',
  severity: 'error',
  what: 'A route of a VirtualService sends to a port that the destination\'s Service or ServiceEntry does not have.',
  why: 'Istio has no cluster for such a port: every request that the route takes is answered with 503. A destination names the port of the Service, not that of the container.',
  remedy: 'Set `destination.port.number` to a port of the Service.',
  aliases: ['IST0101'],
  see: ['https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination'],
  check(set, report) {
    for (const one of virtualServices(set)) {
      for (const { host, port, path } of destinationsOf(set, one)) {
        const known = resolveHost(set, host, one.namespace) ?? hostsNamed(set, host)[0];
        if (port === undefined || !known || known.service?.externalName !== undefined) continue;
        const ports = hostsNamed(set, known.host).flatMap(({ ports: some }) => some.map(({ port: number }) => number));
        if (ports.includes(port) || ports.length === 0) continue;
        const container = known.service?.ports.find(({ targetPort }) => targetPort === port);
        report(one.object, [...path, 'port', 'number'], {
          message: `The route sends to port ${port} of ${host}, which has ${listed(ports)}${container ? ` (${port} is the container port behind ${container.port})` : ''}.`,
          remedy: `Set \`port: { number: ${container?.port ?? ports[0]} }\` here, or declare port ${port} on ${known.object.kind} ${known.namespace}/${known.object.name}.`,
          related: [known.object],
        });
      }
    }
  },
};
