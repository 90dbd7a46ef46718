import { Field } from '../../manifest/field';
import type { Complain } from '../../manifest/istio/complain';
import type { ManifestObject } from '../../manifest/manifest-object';
import { re2Problem } from './re2-syntax';
import { checkSelector } from './selectors';

export const ENVOY_FILTER_RULES = [
  'envoy-filter/apply-to', 'envoy-filter/patch', 'envoy-filter/proxy-version', 'envoy-filter/match-kind', 'envoy-filter/filter-name', 'envoy-filter/sub-filter',
] as const;

const MATCH_OF: Readonly<Record<string, string>> = {
  LISTENER: 'listener', FILTER_CHAIN: 'listener', NETWORK_FILTER: 'listener', HTTP_FILTER: 'listener',
  ROUTE_CONFIGURATION: 'routeConfiguration', VIRTUAL_HOST: 'routeConfiguration', HTTP_ROUTE: 'routeConfiguration', CLUSTER: 'cluster',
};
const CONNECTION_MANAGERS = ['envoy.filters.network.http_connection_manager', 'envoy.http_connection_manager'];
const MAX_VERSION = 1024;

/** All but what is in the patches, which only Envoy's own descriptors can judge. */
export function checkEnvoyFilter(object: ManifestObject, complain: Complain): void {
  const spec = Field.spec(object);
  checkSelector(spec.at('workloadSelector', 'labels'), complain);
  for (const patch of spec.at('configPatches').items()) {
    // istiod does not look at patches for waypoints.
    if (patch.at('match', 'context').text !== 'WAYPOINT') checkPatch(patch, complain);
  }
}

/** As istiod does, up to the first thing that is wrong. */
function checkPatch(entry: Field, complain: Complain): void {
  const [applyTo, match, patch] = [entry.at('applyTo'), entry.at('match'), entry.at('patch')];
  const operation = patch.at('operation').text;
  if (['', 'INVALID'].includes(applyTo.text)) {
    complain('envoy-filter/apply-to', applyTo.isSet ? applyTo : entry, 'A patch does not say what it applies to.', `Write applyTo, such as ${Object.keys(MATCH_OF).join(', ')}.`);
    return;
  }
  if (['', 'INVALID'].includes(operation)) {
    complain('envoy-filter/patch', patch.isSet ? patch : entry, 'A patch does not say what to do.', 'Write patch.operation: MERGE, ADD, REMOVE, INSERT_BEFORE, INSERT_AFTER, INSERT_FIRST or REPLACE.');
    return;
  }
  if (operation !== 'REMOVE' && !patch.at('value').isSet) {
    complain('envoy-filter/patch', patch, `A patch is to ${operation} nothing.`, 'Write patch.value.');
    return;
  }
  const version = match.at('proxy', 'proxyVersion');
  const problem = version.text !== '' && version.text.length <= MAX_VERSION ? re2Problem(version.text) : undefined;
  if (problem !== undefined) {
    complain('envoy-filter/proxy-version', version, `\`proxyVersion\` "${version.text}" is no regular expression in RE2 syntax: ${problem}.`, 'Correct it, such as ^1\\.30.*.');
    return;
  }
  const wanted = Object.hasOwn(MATCH_OF, applyTo.text) ? MATCH_OF[applyTo.text] : undefined;
  const [other] = match.set('listener', 'routeConfiguration', 'cluster', 'waypoint').filter(key => key !== wanted);
  if (wanted !== undefined && other !== undefined && !match.at(wanted).isSet) {
    complain('envoy-filter/match-kind', match.at(other), `A patch of ${applyTo.text} is matched by ${other}.`, `Write match.${wanted}, or another applyTo.`);
    return;
  }
  if (wanted === 'listener') checkFilterMatch(applyTo.text, match.at('listener', 'filterChain', 'filter'), complain);
}

function checkFilterMatch(applyTo: string, filter: Field, complain: Complain): void {
  const sub = filter.at('subFilter');
  if (!filter.isSet) return;
  if (filter.at('name').text === '') {
    complain('envoy-filter/filter-name', filter, 'A filter is matched without a name.', 'Write name, such as envoy.filters.network.http_connection_manager.');
  } else if (sub.isSet && applyTo !== 'HTTP_FILTER') {
    complain('envoy-filter/sub-filter', sub, `A patch of ${applyTo} is matched by subFilter.`, 'Write applyTo: HTTP_FILTER, or take subFilter out.');
  } else if (sub.isSet && !CONNECTION_MANAGERS.includes(filter.at('name').text)) {
    complain('envoy-filter/sub-filter', filter.at('name'), `\`subFilter\` is one of an HTTP connection manager, and the filter is "${filter.at('name').text}".`, `Write name: ${CONNECTION_MANAGERS[0]}.`);
  } else if (sub.isSet && sub.at('name').text === '') {
    complain('envoy-filter/filter-name', sub, 'A subFilter is matched without a name.', 'Write name, such as envoy.filters.http.router.');
  }
}
