import { hostsUnder } from '../../../manifest/istio/host-registry';
import { destinationRules } from '../../../manifest/istio/destination-rules';
import { modeOf, peerAuthentications, peerSelector } from '../../../manifest/istio/peer-authentication';
import { record, records } from '../../../manifest/manifest-object';
import { meshSetting } from '../../../manifest/mesh-config';
import { services } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const strictWithoutClientTls: Rule = {
  id: 'strict-without-client-tls',
  severity: 'error',
  what: 'Automatic mTLS is off, pods require mTLS, and no DestinationRule makes callers send it.',
  why: 'With `enableAutoMtls: false` callers send plaintext unless a DestinationRule says ISTIO_MUTUAL, and pods with mode STRICT refuse it.',
  remedy: 'Take `enableAutoMtls: false` out of the mesh configuration, or add a DestinationRule with `tls: { mode: ISTIO_MUTUAL }`.',
  aliases: ['KIA0401', 'KIA0501'],
  see: ['https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-enable_auto_mtls'],
  check(set, report) {
    if (meshSetting(set, 'enableAutoMtls') !== false) return;
    const mutual = new Set(destinationRules(set).filter(({ trafficPolicy }) => isMutual(trafficPolicy?.fields)).flatMap(({ host }) => hostsUnder(set, host).map(known => known.host)));
    for (const policy of peerAuthentications(set)) {
      if (peerSelector(policy) || modeOf(policy.spec['mtls']) !== 'STRICT') continue;
      const meshWide = policy.namespace === set.settings.rootNamespace;
      const missed = services(set).find(service => (meshWide || service.namespace === policy.namespace) && service.workloads.length > 0 && !mutual.has(service.host.toLowerCase()));
      if (!missed) continue;
      report(policy, ['spec', 'mtls', 'mode'], {
        message: `Automatic mTLS is off, and no DestinationRule makes callers of Service ${missed.namespace}/${missed.name} send mTLS, which its pods require.`,
        remedy: `Set enableAutoMtls to true, or add a DestinationRule with \`host: "${meshWide ? `*.${set.settings.clusterDomain.split('.').at(-1)}` : `*.${policy.namespace}.svc.${set.settings.clusterDomain}`}"\` and \`trafficPolicy: { tls: { mode: ISTIO_MUTUAL } }\`.`,
        related: [missed.object], aliases: [meshWide ? 'KIA0401' : 'KIA0501'],
      });
    }
  },
};

function isMutual(policy: unknown): boolean {
  const fields = record(policy);
  return [fields, ...records(fields['portLevelSettings']).map(([settings]) => settings)].some(one => record(one['tls'])['mode'] === 'ISTIO_MUTUAL');
}
