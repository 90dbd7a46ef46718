import { Field } from '../../../manifest/field';
import { hasPartialWildcard } from '../../../manifest/istio/host-syntax';
import type { Rule } from '../../rule';

export const partialWildcardHost: Rule = {
  id: 'partial-wildcard-host',
  severity: 'warning',
  what: 'A host of a ServiceEntry has a wildcard that stands for a part of a label.',
  why: 'Proxies match whole labels: what is meant to be one of many hosts is none.',
  remedy: 'Write a wildcard as the whole first label, or the hosts one by one.',
  aliases: ['IST0133'],
  check(set, report) {
    for (const object of set.all('networking.istio.io', 'ServiceEntry')) {
      const spec = Field.spec(object);
      if (spec.at('resolution').text === 'DYNAMIC_DNS') continue;
      for (const host of spec.at('hosts').items()) {
        if (!hasPartialWildcard(host.text)) continue;
        const rest = host.text.replace(/^[^.]*\./, '');
        report(object, host.path, { message: `Host "${host.text}" has a wildcard for a part of a label.`, remedy: `Write "*.${rest.replace(/\*/g, '')}", or each host in full.` });
      }
    }
  },
};
