import { hostsNamed, hostsUnder, resolveHost } from '../../../manifest/istio/host-registry';
import { mayBeHttp } from '../../../manifest/istio/protocols';
import type { VirtualService } from '../../../manifest/istio/virtual-services';
import { destinationsOf, MESH, virtualServices } from '../../../manifest/istio/virtual-services';
import type { ManifestSet } from '../../../manifest/manifest-set';
import type { Rule } from '../../rule';
import { listed } from '../../wording';

export const routeWithoutPort: Rule = {
  id: 'route-without-port',
  severity: 'error',
  what: 'A route of a VirtualService names no port of a destination, and the port that Istio takes instead is not one of its ports, or is not the only one.',
  why: 'A sidecar sends to the port that the caller called, also if the destination has one other port only: it has no cluster for it and answers 503. A gateway takes the destination\'s only port, and with several the port of its own server.',
  remedy: 'State `destination.port.number`.',
  aliases: ['IST0112'],
  see: ['https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination'],
  check(set, report) {
    for (const one of virtualServices(set)) {
      const called = one.gateways.includes(MESH) ? calledPorts(set, one) : [];
      const atGateway = one.gateways.some(name => name !== MESH) || one.hosts.length === 0;
      for (const { host, port, path } of destinationsOf(set, one)) {
        const known = port === undefined ? resolveHost(set, host, one.namespace) : undefined;
        if (!known || known.service?.externalName !== undefined) continue;
        const ports = [...new Set(hostsNamed(set, known.host).flatMap(({ ports: some }) => some.map(({ port: number }) => number)))];
        const missing = called.filter(number => !ports.includes(number));
        if (ports.length === 0 || (missing.length === 0 && ports.length === 1)) continue;
        const several = ports.length > 1;
        report(one.object, path, {
          // Where every port that callers call is one of the destination's, each call keeps its port.
          severity: missing.length > 0 || atGateway ? 'error' : 'info',
          message: missing.length > 0 ? `The route names no port of ${host}, so calls to port ${listed(missing)} of ${listed(one.hosts.map(({ written }) => written))} go to that port of it, and it has only ${listed(ports)}.`
            : `The route names no port of ${host}, which has ${listed(ports)}${atGateway ? ': a gateway sends to the port of its own server' : ', so calls keep the port that they came to'}.`,
          remedy: `Add \`port: { number: ${ports[0]} }\`${several ? `, or another of ${listed(ports)},` : ''} to the destination.`,
          related: [known.object], aliases: several ? ['IST0112'] : [],
        });
      }
    }
  },
};

/** Ports on which sidecars route by a VirtualService. */
function calledPorts(set: ManifestSet, { hosts }: VirtualService): number[] {
  const known = hosts.flatMap(({ host }) => hostsUnder(set, host));
  return [...new Set(known.flatMap(({ ports }) => ports.filter(({ protocol }) => mayBeHttp(protocol)).map(({ port }) => port)))];
}
