import type { HttpRoute } from '../../../manifest/istio/virtual-services';
import { httpRoutes, MESH, virtualServices } from '../../../manifest/istio/virtual-services';
import type { Json } from '../../../manifest/manifest-object';
import { list, record, records } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';
import { listed } from '../../wording';

export const noRouteForTheRest: Rule = {
  id: 'no-route-for-the-rest',
  severity: 'warning',
  what: 'A VirtualService of the mesh has no route for requests that none of its matches takes.',
  why: 'Requests to the host that match nothing do not reach the Service as before: they are answered with 404.',
  remedy: 'Add a last route without `match` that sends to the Service.',
  aliases: [],
  see: ['https://istio.io/latest/docs/ops/best-practices/traffic-management/#set-default-routes-for-services'],
  check(set, report) {
    for (const one of virtualServices(set)) {
      if (!one.gateways.includes(MESH) || one.hosts.length === 0) continue;
      const routes = httpRoutes(set, one);
      if (routes.length === 0 || routes.some(takesTheRest)) continue;
      report(one.object, ['spec', 'http'], {
        message: `Every route for ${listed(one.hosts.map(({ written }) => written))} has a match, so calls in the mesh that match none are answered with 404.`,
        remedy: `Append \`- route: [{ destination: { host: ${one.hosts[0]!.host} } }]\` to \`spec.http\`, with the port if the Service has several.`,
      });
    }
  },
};

/** A source, port or gateway is settled before a request comes; where it does not hold, nothing of the VirtualService may. */
function takesTheRest({ route }: HttpRoute): boolean {
  const matches = records(route['match']).map(([match]) => match);
  return matches.length === 0 || matches.some(takesAll);
}

const DYNAMIC = ['scheme', 'method', 'authority', 'headers', 'withoutHeaders', 'queryParams'];

function takesAll(match: Readonly<Record<string, Json>>): boolean {
  const { prefix, regex } = record(match['uri']);
  return (match['uri'] === undefined || prefix === '/' || regex === '.*')
    && DYNAMIC.every(key => list(match[key]).length + Object.keys(record(match[key])).length === 0);
}
