import { Field } from '../../../manifest/field';
import { isIpAddress } from '../../../manifest/istio/host-syntax';
import type { Rule } from '../../rule';

export const sniHostIsIpAddress: Rule = {
  id: 'sni-host-is-ip-address',
  severity: 'warning',
  what: 'A VirtualService routes TLS by a server name that is an IP address.',
  why: 'Clients do not send server names for IP addresses, so that the rule is not reached by most of them.',
  remedy: 'Route by a DNS name, or by `tcp` with destinationSubnets.',
  aliases: ['IST0133'],
  check(set, report) {
    for (const object of set.all('networking.istio.io', 'VirtualService')) {
      for (const sni of Field.spec(object).at('tls').items().flatMap(tls => tls.at('match').items()).flatMap(match => match.at('sniHosts').items())) {
        if (!isIpAddress(sni.text)) continue;
        report(object, sni.path, {
          message: `\`sniHosts\` has the IP address ${sni.text}, which clients do not send as a server name.`,
          remedy: `Write a DNS name, or a rule of tcp with destinationSubnets: ["${sni.text}"].`,
        });
      }
    }
  },
};
