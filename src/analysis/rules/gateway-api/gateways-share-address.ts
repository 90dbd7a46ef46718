import { gateways } from '../../../manifest/gateway-api/gateways';
import { records, text } from '../../../manifest/manifest-object';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const gatewaysShareAddress: Rule = {
  id: 'gateways-share-address',
  severity: 'warning',
  what: 'Two Gateways ask for the same address.',
  why: 'An address can be given to one load balancer: the other Gateway does not get it and is not programmed, or the two take it in turns.',
  remedy: 'Give each Gateway its own address in `spec.addresses`, or put the listeners of both into one Gateway.',
  aliases: ['KIA1502', 'Programmed=False/AddressNotUsable'],
  see: ['https://gateway-api.sigs.k8s.io/reference/spec/#gatewayspecaddress'],
  check(set, report) {
    const taken = new Map<string, ManifestObject>();
    for (const { object } of gateways(set)) {
      for (const [address, index] of records(object.spec['addresses'])) {
        const value = text(address['value']);
        if (!value) continue;
        const key = `${text(address['type']) ?? 'IPAddress'} ${value}`;
        const first = taken.get(key) ?? object;
        taken.set(key, first);
        if (first === object) continue;
        report(object, ['spec', 'addresses', index, 'value'], {
          message: `${refText(object.ref)} asks for the address ${value}, and so does ${refText(first.ref)}.`,
          remedy: 'Give one of the two another address, or put the listeners of both into one Gateway.', related: [first],
        });
      }
    }
  },
};
