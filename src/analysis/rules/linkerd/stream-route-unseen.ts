import { linkerdRoutes } from '../../../manifest/linkerd/route-parents';
import type { Rule } from '../../rule';

export const streamRouteUnseen: Rule = {
  id: 'stream-route-unseen',
  severity: 'error',
  what: 'A TLSRoute or TCPRoute is meant for Linkerd in a cluster with the standard channel of the Gateway API.',
  why: 'Linkerd watches these kinds in version v1alpha2, which only the experimental channel serves. Without it the route is stored and never seen.',
  remedy: 'Install the experimental channel of the Gateway API (and check with `--schemas experimental`), or do without the route.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/features/gateway-api/'],
  check(set, report) {
    if (set.settings.gatewayApiChannel === 'experimental') return;
    for (const route of linkerdRoutes(set).keys()) {
      if (route.kind !== 'TLSRoute' && route.kind !== 'TCPRoute') continue;
      report(route, ['apiVersion'], {
        message: `Linkerd reads ${route.kind}s in version v1alpha2 only, which the standard channel of the Gateway API does not serve.`,
        remedy: 'Install the CRDs of the experimental channel.',
      });
    }
  },
};
