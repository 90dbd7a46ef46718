import { Field } from '../../../manifest/field';
import { meshConfigs } from '../../../manifest/mesh-config';
import type { Rule } from '../../rule';

const NAME = 'ISTIO_META_DNS_AUTO_ALLOCATE';

export const dnsAutoAllocateMetadata: Rule = {
  id: 'dns-auto-allocate-metadata',
  severity: 'warning',
  what: 'Mesh configuration lets proxies allocate addresses for ServiceEntries by themselves.',
  why: 'By default, istiod allocates them, the same for every proxy and for ztunnel; the setting is deprecated.',
  remedy: `Take ${NAME} out.`,
  aliases: ['IST0133'],
  see: ['https://istio.io/latest/docs/ops/configuration/traffic-management/dns-proxy/#dns-auto-allocation-v2'],
  check(set, report) {
    for (const { values, object } of meshConfigs(set)) {
      const metadata = new Field(values, object.kind === 'ConfigMap' ? ['data', 'mesh'] : ['spec', 'meshConfig']).at('defaultConfig', 'proxyMetadata', NAME);
      if (!metadata.isSet) continue;
      report(object, metadata.path, {
        message: `\`defaultConfig.proxyMetadata\` has ${NAME}, which is deprecated.`,
        remedy: `Take ${NAME} out; istiod allocates the addresses.`,
      });
    }
  },
};
