import { hostnameRank } from '../../manifest/gateway-api/hostnames';
import type { Route } from '../../manifest/gateway-api/routes';
import { meetsHostname } from './message-match';

/** The TLSRoute with the most specific hostname for a server name; of equals the first. */
export function byServerName(routes: readonly Route[], name: string): Route | undefined {
  const fitting = routes.flatMap(route => (route.hostnames.length === 0 ? [''] : route.hostnames).filter(hostname => meetsHostname(hostname, name)).map(hostname => ({ route, rank: hostnameRank(hostname) })));
  return fitting.sort((a, b) => b.rank[0] - a.rank[0] || b.rank[1] - a.rank[1])[0]?.route;
}
