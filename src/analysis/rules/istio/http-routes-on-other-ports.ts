import { hostsNamed } from '../../../manifest/istio/host-registry';
import { mayBeHttp } from '../../../manifest/istio/protocols';
import { httpRoutes, MESH, virtualServices } from '../../../manifest/istio/virtual-services';
import { records } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const httpRoutesOnOtherPorts: Rule = {
  id: 'http-routes-on-other-ports',
  severity: 'error',
  what: 'HTTP routes of a VirtualService are for ports that Istio does not take for HTTP.',
  why: 'The protocol of a Service port is what its `appProtocol`, else the first part of its name says. On ports that say tcp, tls, https or a database, HTTP routes, retries, timeouts and faults do nothing at all.',
  remedy: 'Set the port\'s `appProtocol` to http, http2 or grpc if it speaks that, or write `tcp` or `tls` routes.',
  aliases: [],
  see: ['https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/'],
  check(set, report) {
    for (const one of virtualServices(set)) {
      if (!one.gateways.includes(MESH)) continue;
      const known = one.hosts.flatMap(({ host }) => hostsNamed(set, host));
      const ports = known.flatMap(host => host.ports.map(port => ({ ...port, of: host.object })));
      const others = ports.filter(({ protocol }) => !mayBeHttp(protocol));
      const routes = httpRoutes(set, one);
      if (routes.length === 0 || others.length === 0 || known.length < one.hosts.length) continue;
      const say = (port: (typeof others)[number]) => `Port ${port.port}${port.name === undefined ? '' : ` (${port.name})`} of ${refText(port.of.ref)} is taken for ${port.protocol}`;
      const remedy = (port: (typeof others)[number]) => `Set \`appProtocol: http\` (or http2, grpc) on port ${port.port} of ${refText(port.of.ref)}, or write \`${port.protocol === 'tls' || port.protocol === 'https' ? 'tls' : 'tcp'}\` routes.`;
      if (others.length === ports.length) {
        report(one.object, ['spec', 'http'], { message: `${say(others[0]!)}, so no HTTP route of this VirtualService is ever used.`, remedy: remedy(others[0]!), related: known.map(({ object }) => object) });
        continue;
      }
      for (const { route, object, path } of routes) {
        for (const [{ port }, index] of records(route['match'])) {
          const named = ports.filter(({ port: number }) => number === port);
          if (named.length === 0 || named.some(({ protocol }) => mayBeHttp(protocol))) continue;
          report(object, [...path, 'match', index, 'port'], { message: `${say(named[0]!)}, so this match never holds.`, remedy: remedy(named[0]!), related: [named[0]!.of] });
        }
      }
    }
  },
};
