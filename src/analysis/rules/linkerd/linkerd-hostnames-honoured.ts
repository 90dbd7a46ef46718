import { linkerdRoutes } from '../../../manifest/linkerd/route-parents';
import { list } from '../../../manifest/manifest-object';
import { serviceHost } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const linkerdHostnamesHonoured: Rule = {
  id: 'linkerd-hostnames-honoured',
  severity: 'warning',
  what: 'A route of a Service has hostnames, and not all names by which the Service is called are among them.',
  why: 'The Gateway API asks meshes to ignore hostnames on routes of Services. Linkerd compares them with the host that is called: calls by another name of the Service match no rule and are answered with 404.',
  remedy: 'Take `hostnames` out of the route.',
  aliases: [],
  see: ['https://gateway-api.sigs.k8s.io/geps/gep-1294/'],
  check(set, report) {
    for (const [route, parents] of linkerdRoutes(set)) {
      const hostnames = list(route.spec['hostnames']).filter(hostname => typeof hostname === 'string');
      const own = parents.find(({ kind }) => kind === 'Service');
      if (hostnames.length === 0 || !own || (route.kind !== 'HTTPRoute' && route.kind !== 'GRPCRoute')) continue;
      const names = [`${own.name}.${own.namespace}`, serviceHost(set, own.namespace, own.name)];
      const missed = names.filter(name => !hostnames.some(hostname => covers(hostname as string, name)));
      if (missed.length === 0) continue;
      report(route, ['spec', 'hostnames'], {
        message: `Calls to ${missed.join(' and ')} match no rule: Linkerd compares the host with ${hostnames.join(', ')}.`,
        remedy: 'Take `hostnames` out of the route.',
      });
    }
  },
};

function covers(hostname: string, name: string): boolean {
  return hostname.startsWith('*.') ? name.endsWith(hostname.slice(1)) : hostname === name;
}
