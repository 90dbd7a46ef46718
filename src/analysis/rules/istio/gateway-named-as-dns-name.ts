import { gatewayKey, MESH, virtualServices } from '../../../manifest/istio/virtual-services';
import { list, text } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

export const gatewayNamedAsDnsName: Rule = {
  id: 'gateway-named-as-dns-name',
  severity: 'info',
  what: 'A VirtualService names a Gateway as a DNS name.',
  why: 'Istio still reads it as name and namespace, for old manifests only; "namespace/name" is the form that is documented.',
  remedy: 'Name the Gateway as "namespace/name".',
  aliases: ['KIA1108', 'IST0133'],
  see: ['https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService'],
  check(set, report) {
    for (const { object, namespace, gatewayPaths } of virtualServices(set)) {
      for (const path of gatewayPaths) {
        const written = path && text(list(object.spec['gateways'])[path.at(-1) as number]);
        if (!path || !written || written === MESH || written.includes('/') || !written.includes('.')) continue;
        report(object, path, {
          message: `"${written}" is read as Gateway ${gatewayKey(written, namespace)}, a form that Istio keeps for old manifests.`,
          remedy: `Write \`${gatewayKey(written, namespace)}\`.`,
        });
      }
    }
  },
};
