import { Field } from '../../../manifest/field';
import type { Rule } from '../../rule';

export const workloadWithoutAddress: Rule = {
  id: 'workload-without-address',
  severity: 'info',
  what: 'A WorkloadEntry, or an endpoint of a ServiceEntry, has a network and no address.',
  why: 'It is reached through the gateways of its network, and not at all while none is known.',
  remedy: 'Write `address` if the workload can be reached directly.',
  aliases: ['IST0133'],
  check(set, report) {
    const entries = set.all('networking.istio.io', 'WorkloadEntry').map(object => ({ object, entry: Field.spec(object) }));
    const endpoints = set.all('networking.istio.io', 'ServiceEntry').filter(({ spec }) => spec.resolution === 'STATIC')
      .flatMap(object => Field.spec(object).at('endpoints').items().map(entry => ({ object, entry })));
    for (const { object, entry } of [...entries, ...endpoints]) {
      const network = entry.at('network');
      if (entry.at('address').text !== '' || network.text === '') continue;
      report(object, network.path, {
        message: `There is no address in network "${network.text}": the workload is reached through the gateways of that network.`,
        remedy: `Write address, unless a gateway of network "${network.text}" is meant to lead there.`,
      });
    }
  },
};
