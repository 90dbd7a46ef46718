import { Field } from '../../../manifest/field';
import type { Rule } from '../../rule';

const MAX_VERSION = 1024;

export const envoyFilterMatchIgnored: Rule = {
  id: 'envoy-filter-match-ignored',
  severity: 'warning',
  what: 'A patch of an EnvoyFilter has a match that istiod does not read.',
  why: 'The patch is applied to more than the match says.',
  remedy: 'Change what the patch applies to, or take the match out.',
  aliases: ['IST0133'],
  check(set, report) {
    for (const object of set.all('networking.istio.io', 'EnvoyFilter')) {
      for (const patch of Field.spec(object).at('configPatches').items()) {
        if (patch.at('match', 'context').text === 'WAYPOINT') continue;
        const [applyTo, filter] = [patch.at('applyTo').text, patch.at('match', 'listener', 'filterChain', 'filter')];
        const version = patch.at('match', 'proxy', 'proxyVersion');
        if (filter.isSet && ['LISTENER', 'FILTER_CHAIN'].includes(applyTo)) {
          report(object, filter.path, {
            message: `A patch of ${applyTo} is not matched by filter: it is applied to each ${applyTo === 'LISTENER' ? 'listener' : 'filter chain'}.`,
            remedy: 'Take filter out, or write applyTo: NETWORK_FILTER.',
          });
        }
        if (version.text.length > MAX_VERSION) {
          report(object, version.path, { message: `\`proxyVersion\` has ${version.text.length} characters and is not read.`, remedy: `Shorten it to ${MAX_VERSION}, such as ^1\\.30.*.` });
        }
      }
    }
  },
};
