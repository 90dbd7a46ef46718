import { isWildcard } from '../../../manifest/istio/hosts';
import { serviceEntries } from '../../../manifest/istio/service-entries';
import { record, records } from '../../../manifest/manifest-object';
import { meshSetting } from '../../../manifest/mesh-config';
import type { Rule } from '../../rule';

export const serviceEntryNeedsAddress: Rule = {
  id: 'service-entry-needs-address',
  severity: 'warning',
  what: 'A ServiceEntry has a TCP port and no address.',
  why: 'TCP traffic carries no host name, so the proxy tells such hosts apart by address alone. Istio gives hosts an address by itself only if they are no wildcard and are resolved, and callers use it only where the proxy answers DNS; else the port catches all traffic to its number.',
  remedy: 'Set `addresses`, or name the protocol of the port, or capture DNS in the proxies.',
  aliases: ['IST0134'],
  see: ['https://istio.io/latest/docs/reference/config/analysis/ist0134/'],
  check(set, report) {
    const metadata = record(meshSetting(set, 'defaultConfig', 'proxyMetadata'));
    const captured = metadata['ISTIO_META_DNS_CAPTURE'] === 'true';
    for (const { object, hosts, ports, addresses, resolution } of serviceEntries(set)) {
      if (addresses.length > 0 || records(record(object.body['status'])['addresses']).length > 0) continue;
      const automatic = resolution !== 'NONE' && !hosts.some(({ host }) => isWildcard(host));
      if (automatic && captured) continue;
      for (const { number, protocol, path } of ports) {
        if (protocol !== 'tcp' && protocol !== 'auto') continue;
        report(object, [...path, 'protocol'], {
          severity: automatic ? 'info' : 'warning',
          message: automatic ? `Port ${number} is plain TCP and the ServiceEntry has no \`addresses\`: Istio gives it one, which callers use only where proxies answer DNS.`
            : `Port ${number} is plain TCP and the ServiceEntry has no \`addresses\`, so it takes all traffic of the mesh to port ${number} that belongs to nothing else.`,
          remedy: 'Add `addresses: [<address or range of the host>]`, or set the protocol to TLS, HTTP or what it speaks.',
        });
      }
    }
  },
};
