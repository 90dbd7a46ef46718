import { oneOf, required } from './checks';
import { tooMany } from './containers';
import type { Field } from './field';
import { addressOf } from './ip';
import { dnsSearch, hasSyntaxStrictly } from './syntax';

const POLICIES = ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'];
const MOST_CHARACTERS = 2048;

export function dns(pod: Field): void {
  const policy = pod.at('dnsPolicy');
  const config = pod.at('dnsConfig');
  const servers = config.at('nameservers');
  oneOf(policy, POLICIES);
  if (policy.value === 'None' && servers.length === 0) {
    servers.refuse(`${policy.name} is None, but ${servers.name} names no DNS server.`, `Give ${servers.name} an address, or set ${policy.name} to ClusterFirst.`);
  }
  tooMany(servers, 3);
  servers.textItems.forEach(addressOf);
  const searches = config.at('searches');
  tooMany(searches, 32);
  const characters = searches.items.map(search => search.text).join(' ').length;
  if (characters > MOST_CHARACTERS) {
    searches.refuse(`${searches.name} has ${String(characters)} characters with the spaces between.`, `Shorten ${searches.name} to ${String(MOST_CHARACTERS)} characters.`);
  }
  for (const search of searches.textItems) {
    if (search.text !== '.' && !dnsSearch.accepts(search.text.replace(/\.$/, ''))) hasSyntaxStrictly(search, dnsSearch);
  }
  for (const option of config.at('options').items) required(option.at('name'), 'the name of an option, such as "ndots"');
}
