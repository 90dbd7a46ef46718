import type { Attachment } from '../../manifest/gateway-api/attachments';
import { attachedToService, isConsumerRoute } from '../../manifest/gateway-api/attachments';
import type { RankedMatch } from '../../manifest/gateway-api/precedence';
import { byPrecedence, compareAge } from '../../manifest/gateway-api/precedence';
import { GATEWAY_GROUP } from '../../manifest/gateway-api/references';
import type { Route, RouteKind } from '../../manifest/gateway-api/routes';
import type { ManifestSet } from '../../manifest/manifest-set';
import { view } from '../../manifest/manifest-set';
import type { KubeServicePort, Service } from '../../manifest/services';

/** Routes of a Service for callers of one namespace. */
export interface MeshRoutes {
  /** The kind in force: where kinds meet on one parent, one of them counts. */
  readonly kind: RouteKind;
  /** Oldest first. */
  readonly routes: readonly Route[];
  /** Whether they are the callers' own, which replace those that the Service's namespace gives to all. */
  readonly consumers: boolean;
  /** All their matches, in the order in which a request is held against them; none for routes below HTTP. */
  readonly ranked: readonly RankedMatch[];
}

/** Of kinds that meet on one parent, the first counts. */
const KINDS: readonly RouteKind[] = ['GRPCRoute', 'HTTPRoute', 'TLSRoute', 'TCPRoute'];

const known = view(() => new Map<string, MeshRoutes | undefined>());

/** The routes for calls to a port of a Service from a namespace; undefined where none is attached, and the Service itself decides. */
export function meshRoutes(set: ManifestSet, service: Service, port: KubeServicePort, namespace: string | undefined): MeshRoutes | undefined {
  const answers = known(set);
  const key = `${service.host}:${port.port} ${namespace ?? ''}`;
  if (!answers.has(key)) answers.set(key, read(set, service, port, namespace));
  return answers.get(key);
}

/** Every match of routes, in their order of precedence. Within a mesh hostnames do not count: what leads to the Service is its address. */
export function rankedMatches(routes: readonly Route[]): RankedMatch[] {
  return routes.flatMap(route => route.rules.flatMap(rule => rule.matches.map((match): RankedMatch => ({ route, rule, match, hostname: '' })))).sort(byPrecedence);
}

function read(set: ManifestSet, service: Service, port: KubeServicePort, namespace: string | undefined): MeshRoutes | undefined {
  const attached = attachedToService(set, service).filter(({ route, ports }) => route.object.group === GATEWAY_GROUP && ports.includes(port));
  const own = attached.filter(attachment => isConsumerRoute(attachment) && attachment.route.namespace === namespace);
  const inForce = own.length > 0 ? own : attached.filter(attachment => !isConsumerRoute(attachment));
  const kind = KINDS.find(candidate => inForce.some(({ route }) => route.kind === candidate));
  if (!kind) return undefined;
  const routes = distinct(inForce).filter(route => route.kind === kind).sort(compareAge);
  return { kind, routes, consumers: own.length > 0, ranked: rankedMatches(routes) };
}

function distinct(attachments: readonly Attachment[]): Route[] {
  return [...new Set(attachments.map(({ route }) => route))];
}
