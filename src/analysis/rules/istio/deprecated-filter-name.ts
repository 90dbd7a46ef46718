import { Field } from '../../../manifest/field';
import type { Rule } from '../../rule';

const HTTP = 'envoy.filters.http.';
const NETWORK = 'envoy.filters.network.';
const LISTENER = 'envoy.filters.listener.';

/** Names that Envoy's filters had once. */
const SUCCESSORS: Readonly<Record<string, string>> = {
  'envoy.buffer': `${HTTP}buffer`, 'envoy.cors': `${HTTP}cors`, 'envoy.csrf': `${HTTP}csrf`, 'envoy.http_dynamo_filter': `${HTTP}dynamo`,
  'envoy.ext_authz': `${HTTP}ext_authz`, 'envoy.fault': `${HTTP}fault`, 'envoy.grpc_http1_bridge': `${HTTP}grpc_http1_bridge`,
  'envoy.grpc_json_transcoder': `${HTTP}grpc_json_transcoder`, 'envoy.grpc_web': `${HTTP}grpc_web`, 'envoy.gzip': `${HTTP}gzip`,
  'envoy.health_check': `${HTTP}health_check`, 'envoy.ip_tagging': `${HTTP}ip_tagging`, 'envoy.lua': `${HTTP}lua`, 'envoy.rate_limit': `${HTTP}ratelimit`,
  'envoy.router': `${HTTP}router`, 'envoy.squash': `${HTTP}squash`, 'envoy.listener.http_inspector': `${LISTENER}http_inspector`,
  'envoy.listener.original_dst': `${LISTENER}original_dst`, 'envoy.listener.original_src': `${LISTENER}original_src`,
  'envoy.listener.proxy_protocol': `${LISTENER}proxy_protocol`, 'envoy.listener.tls_inspector': `${LISTENER}tls_inspector`,
  'envoy.client_ssl_auth': `${NETWORK}client_ssl_auth`, 'envoy.http_connection_manager': `${NETWORK}http_connection_manager`,
  'envoy.mongo_proxy': `${NETWORK}mongo_proxy`, 'envoy.ratelimit': `${NETWORK}ratelimit`, 'envoy.redis_proxy': `${NETWORK}redis_proxy`,
  'envoy.tcp_proxy': `${NETWORK}tcp_proxy`,
};

export const deprecatedFilterName: Rule = {
  id: 'deprecated-filter-name',
  severity: 'warning',
  what: 'An EnvoyFilter matches a filter by a name that Envoy has given up.',
  why: 'Istio writes the new names, and knows the old ones for the time being only.',
  remedy: 'Write the new name.',
  aliases: ['IST0133'],
  check(set, report) {
    for (const object of set.all('networking.istio.io', 'EnvoyFilter')) {
      for (const patch of Field.spec(object).at('configPatches').items()) {
        const filter = patch.at('match', 'listener', 'filterChain', 'filter');
        if (patch.at('match', 'context').text === 'WAYPOINT') continue;
        for (const name of [filter.at('name'), filter.at('subFilter', 'name')]) {
          const successor = Object.hasOwn(SUCCESSORS, name.text) ? SUCCESSORS[name.text]! : undefined;
          if (successor !== undefined) report(object, name.path, { message: `"${name.text}" is an old name of a filter.`, remedy: `Write ${successor}.` });
        }
      }
    }
  },
};
