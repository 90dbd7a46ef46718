import type { Route, RouteKind } from '../../manifest/gateway-api/routes';
import { routes } from '../../manifest/gateway-api/routes';
import { olderFirst } from '../../manifest/linkerd/order';
import { POLICY_GROUP, refersTo } from '../../manifest/linkerd/references';
import { grouped } from '../../manifest/linkerd/route-parents';
import type { ManifestObject } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { view } from '../../manifest/manifest-set';
import { outboundProblem } from './route-use';

/** What callers' proxies have routes of: a port of a Service, or an EgressNetwork. */
export interface OutboundParent {
  readonly kind: 'Service' | 'EgressNetwork';
  readonly namespace: string;
  readonly name: string;
  readonly object: ManifestObject;
}

/** A route that Linkerd uses for a parent's port, or why it does not. */
export interface OutboundRoute {
  readonly route: Route;
  readonly problem: string | undefined;
}

interface Attached {
  readonly key: string;
  readonly route: Route;
  readonly port: number | undefined;
}

/** Of kinds that meet on one parent and port, the first counts. */
export const KINDS: readonly RouteKind[] = ['GRPCRoute', 'HTTPRoute', 'TLSRoute', 'TCPRoute'];

const attachedTo = view(set => grouped(routes(set).flatMap(attachedOf), ({ key }) => key));

/** Routes of a port for callers of a namespace, in Linkerd's order: those beside the parent and the callers' own are one list. */
export function outboundRoutes(set: ManifestSet, parent: OutboundParent, port: number, namespace: string | undefined): readonly OutboundRoute[] {
  const all = attachedTo(set).get(keyOf(parent.kind, parent.namespace, parent.name));
  if (!all) return [];
  const mine = all.filter(({ route, port: only }) => (only === undefined || only === port) && (route.namespace === parent.namespace || route.namespace === namespace));
  const found = new Map<Route, string | undefined>();
  for (const attached of mine) {
    const problem = conflict(attached, all) ?? outboundProblem(attached.route);
    if (!found.has(attached.route) || problem === undefined) found.set(attached.route, problem);
  }
  return [...found].map(([route, problem]) => ({ route, problem })).sort((a, b) => olderFirst(a.route.object, b.route.object));
}

/** A route of a kind that comes later loses against one of exactly the same parent and port. */
function conflict({ route, port }: Attached, all: readonly Attached[]): string | undefined {
  const winner = all.find(other => other.port === port && KINDS.indexOf(other.route.kind) < KINDS.indexOf(route.kind));
  return winner && `it conflicts with ${winner.route.kind} ${winner.route.namespace}/${winner.route.name}`;
}

function attachedOf(route: Route): Attached[] {
  if (!KINDS.includes(route.kind)) return [];
  return route.parents.flatMap((parent): Attached[] => {
    const kind = refersTo(parent, '', 'Service') ? 'Service' : refersTo(parent, POLICY_GROUP, 'EgressNetwork') ? 'EgressNetwork' : undefined;
    return kind ? [{ key: keyOf(kind, parent.namespace, parent.name), route, port: parent.port }] : [];
  });
}

function keyOf(kind: OutboundParent['kind'], namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}
