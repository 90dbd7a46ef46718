import { ACCRUAL } from '../../../manifest/linkerd/accrual-annotations';
import { RETRY_GRPC, RETRY_HTTP, TIMEOUTS } from '../../../manifest/linkerd/retry-annotations';
import { parentsIn } from '../../../manifest/linkerd/route-parents';
import { list } from '../../../manifest/manifest-object';
import { serviceByHost } from '../../../manifest/services';
import type { Rule } from '../../rule';

const HIDDEN = [ACCRUAL, RETRY_HTTP, RETRY_GRPC, ...TIMEOUTS];

export const serviceProfileHidesRoutes: Rule = {
  id: 'service-profile-hides-routes',
  severity: 'error',
  what: 'A Service has a ServiceProfile with routes or overrides, and HTTPRoutes, GRPCRoutes or annotations beside it.',
  why: 'A ServiceProfile with `routes` or `dstOverrides` replaces everything else that is said about calls to its Service: routes, splits, retries, timeouts and circuit breaking.',
  remedy: 'Take the ServiceProfile out, and say all of it in routes and annotations.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/features/httproute/', 'https://linkerd.io/2-edge/reference/service-profiles/'],
  check(set, report) {
    for (const profile of set.all('linkerd.io', 'ServiceProfile')) {
      const field = ['routes', 'dstOverrides'].find(name => list(profile.spec[name]).length > 0);
      const service = field === undefined ? undefined : serviceByHost(set, profile.name);
      if (!service || field === undefined) continue;
      const routes = parentsIn(set, 'Service', service.namespace, service.name).map(({ route }) => route).filter(({ kind }) => kind === 'HTTPRoute' || kind === 'GRPCRoute');
      const annotations = HIDDEN.filter(name => service.annotations[name] !== undefined);
      if (routes.length + annotations.length === 0) continue;
      report(profile, ['spec', field], {
        message: `This ServiceProfile takes ${[...routes.map(r => `${r.kind} ${r.namespace}/${r.name}`), ...annotations.map(name => `the annotation ${name}`)].join(', ')} of Service ${service.namespace}/${service.name} out of force.`,
        remedy: `Take \`${field}\` out of the ServiceProfile; what it says can be said in a route and in retry.linkerd.io/ and timeout.linkerd.io/ annotations.`,
        related: [...routes, service.object],
      });
    }
  },
};
