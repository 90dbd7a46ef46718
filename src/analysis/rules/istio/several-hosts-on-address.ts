import { Field } from '../../../manifest/field';
import { namedProtocol } from '../../../manifest/istio/protocols';
import type { Rule } from '../../rule';

const TCP = new Set(['tcp', 'tls', 'https', 'mongo', 'redis', 'mysql']);

export const severalHostsOnAddress: Rule = {
  id: 'several-hosts-on-address',
  severity: 'warning',
  what: 'A ServiceEntry that is resolved by DNS has several hosts, an address and a TCP port.',
  why: 'Connections are told apart by address and port: they all go to the first host.',
  remedy: 'Write a ServiceEntry with an address of its own for each host.',
  aliases: ['IST0133'],
  check(set, report) {
    for (const object of set.all('networking.istio.io', 'ServiceEntry')) {
      const spec = Field.spec(object);
      const port = spec.at('ports').items().find(({ value }) => TCP.has(namedProtocol(value?.protocol)));
      if (!['DNS', 'DNS_ROUND_ROBIN'].includes(spec.at('resolution').text) || spec.at('addresses').size === 0 || spec.at('hosts').size < 2 || !port) continue;
      report(object, spec.at('hosts').path, {
        message: `The ${spec.at('hosts').size} hosts share ${spec.at('addresses').items()[0]!.text} on port ${port.at('number').number} for ${port.at('protocol').text}, where they cannot be told apart.`,
        remedy: 'Write a ServiceEntry for each host, or take addresses out so that each gets one.',
      });
    }
  },
};
