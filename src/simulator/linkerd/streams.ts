import type { Route } from '../../manifest/gateway-api/routes';
import type { ManifestSet } from '../../manifest/manifest-set';
import { routeRef, ruleText } from '../gateway-api/carry-out';
import { byServerName } from '../gateway-api/server-name';
import type { RouteOutcome, Target } from '../outcome';
import { NO_CHANGES } from '../target';
import type { Trace } from '../trace';
import { backendsOf } from './backends';
import { AT } from './carry-out';
import type { OutboundParent } from './outbound-routes';

/** A connection whose requests, if it has any, the proxy does not read: by the TCPRoute or the TLSRoute that it takes. */
export function byStream(
  set: ManifestSet, serverName: string | undefined, parent: OutboundParent, routes: readonly Route[], own: (share: number) => Target, trace: Trace,
): RouteOutcome {
  const route = routes[0]?.kind === 'TCPRoute' ? routes[0] : serverName === undefined ? undefined : byServerName(routes, serverName);
  const rule = route?.rules[0];
  if (!route || !rule) return { kind: 'unroutable', proxy: 'linkerd', route: null, status: null, reason: `No ${routes[0]?.kind ?? 'route'} of ${parent.kind} ${parent.namespace}/${parent.name} is for ${serverName ?? 'a connection that is no TLS'}` };
  const ref = routeRef({ route, rule });
  trace.add(AT, route.object, 'takes the connection');
  trace.use(route.object, rule.index);
  const backends = backendsOf(set, route, rule, parent, own, false);
  const hop = { proxy: 'linkerd', route: ref } as const;
  if ('unknown' in backends) return { ...hop, kind: 'unknown', reason: backends.unknown };
  if ('panic' in backends) return { ...hop, kind: 'unroutable', status: null, reason: `${ruleText(ref)}: ${backends.panic}` };
  return { ...hop, kind: 'forward', targets: backends.backends.map(({ target }) => target), mirrors: [], http: undefined, response: NO_CHANGES, timeoutMs: undefined, retries: undefined, fault: undefined };
}
