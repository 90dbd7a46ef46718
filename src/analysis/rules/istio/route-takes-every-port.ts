import { hostsNamed } from '../../../manifest/istio/host-registry';
import { mayBeHttp } from '../../../manifest/istio/protocols';
import { destinationsOf, MESH, virtualServices } from '../../../manifest/istio/virtual-services';
import { records } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';
import { listed } from '../../wording';

export const routeTakesEveryPort: Rule = {
  id: 'route-takes-every-port',
  severity: 'warning',
  what: 'A VirtualService that matches no port sends the calls to all HTTP ports of a Service to one of them.',
  why: 'Without `match.port` a route holds for every HTTP port of its host: calls to the other ports, metrics or administration for instance, reach the port that the destination names.',
  remedy: 'State `port` in every match, that of the last route included; other ports then keep their own.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest'],
  check(set, report) {
    for (const one of virtualServices(set)) {
      if (!one.gateways.includes(MESH) || records(one.object.spec['http']).some(([{ match }]) => records(match).some(([{ port }]) => port !== undefined))) continue;
      const destinations = destinationsOf(set, one).filter(({ protocol, weight }) => protocol === 'http' && weight !== undefined);
      for (const { host, path } of one.hosts) {
        const ports = [...new Set(hostsNamed(set, host).flatMap(known => known.ports.filter(({ protocol }) => mayBeHttp(protocol)).map(({ port }) => port)))];
        const to = destinations.find(destination => destination.port !== undefined && destination.host === host)?.port;
        const taken = ports.filter(port => port !== to);
        if (to === undefined || !ports.includes(to) || taken.length === 0 || destinations.some(({ port }) => port !== to)) continue;
        report(one.object, path, {
          message: `Calls to port ${listed(taken)} of ${host} are routed too, and reach its port ${to}.`,
          remedy: `Add \`port: ${to}\` to every match in \`spec.http\`, and \`match: [{ port: ${to} }]\` to routes without one.`,
          related: hostsNamed(set, host).map(({ object }) => object),
        });
      }
    }
  },
};
