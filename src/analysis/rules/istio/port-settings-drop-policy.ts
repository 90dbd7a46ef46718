import { destinationRules } from '../../../manifest/istio/destination-rules';
import { records, record } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';
import { listed } from '../../wording';

const BLOCKS = ['connectionPool', 'outlierDetection', 'loadBalancer', 'tls'];

export const portSettingsDropPolicy: Rule = {
  id: 'port-settings-drop-policy',
  severity: 'warning',
  what: 'Settings for one port of a DestinationRule leave out what the DestinationRule says for all ports.',
  why: 'Settings of a port take the place of the others as a whole: what they do not repeat has its default on that port, not the value that stands above.',
  remedy: 'Repeat in the port\'s settings whatever is to hold there too.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy-PortTrafficPolicy'],
  check(set, report) {
    for (const { trafficPolicy, subsets } of destinationRules(set)) {
      for (const policy of [trafficPolicy, ...subsets.map(subset => subset.trafficPolicy)]) {
        for (const [settings, index] of records(policy?.fields['portLevelSettings'])) {
          const lost = BLOCKS.filter(block => policy!.fields[block] !== undefined && settings[block] === undefined);
          if (lost.length === 0) continue;
          const port = String(record(settings['port'])['number']);
          report(policy!.object, [...policy!.path, 'portLevelSettings', index], {
            message: `On port ${port} the settings of this entry hold instead of the policy above it, so ${listed(lost.map(block => `\`${block}\``))} of that policy ${lost.length === 1 ? 'does' : 'do'} not hold there.`,
            remedy: `Copy ${listed(lost.map(block => `\`${block}\``))} into the entry for port ${port}.`,
          });
        }
      }
    }
  },
};
