import { hostsUnder, knownHosts, resolveHost, serviceNamed } from '../../../manifest/istio/host-registry';
import { hostsMeet } from '../../../manifest/istio/hosts';
import { sidecars } from '../../../manifest/istio/sidecars';
import { isMeshRouted, meshRoutedHosts } from '../../../manifest/istio/virtual-services';
import { namespaces } from '../../../manifest/namespaces';
import { services } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const sidecarImportsUnknownHost: Rule = {
  id: 'sidecar-imports-unknown-host',
  severity: 'warning',
  what: 'A Sidecar lets its pods know a host that does not exist.',
  why: 'The entry lets nothing in; what was meant stays unknown to the pods, and calls to it bypass the mesh\'s rules or fail.',
  remedy: 'Write the namespace and the full DNS name of the Service, or "namespace/*".',
  aliases: ['KIA1004'],
  see: ['https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener'],
  check(set, report) {
    const homes = new Set(knownHosts(set).map(({ namespace }) => namespace));
    const withServices = new Set(services(set).map(({ namespace }) => namespace));
    for (const { object, namespace, egressHosts } of sidecars(set)) {
      for (const { namespace: scope, host, excluded, written, path } of egressHosts ?? []) {
        if (excluded) continue;
        const home = scope === '.' ? namespace : scope;
        // Istio's own namespace is there, whether or not it is among the manifests.
        if (host.startsWith('*') && home === set.settings.rootNamespace) continue;
        const known = host === '*' ? home === '*' || homes.has(home) : [...hostsUnder(set, host), resolveHost(set, host, namespace)].some(one => one && (home === '*' || one.namespace === home));
        if (known || (host === '*' ? false : host.startsWith('*') ? meshRoutedHosts(set).some(name => hostsMeet(name, host)) : isMeshRouted(set, host))) continue;
        const declares = set.all('', 'Namespace').length > 0;
        const named = serviceNamed(set, host);
        if (host.startsWith('*') ? !(declares && home !== '*' && !namespaces(set).has(home)) : home !== '*' && !withServices.has(home)) continue;
        report(object, path, {
          message: host.startsWith('*') ? `"${written}" lets in what stands in namespace ${home}, which does not exist.`
            : `"${written}" lets in ${host}${home === '*' ? '' : ` of namespace ${home}`}, and there is no such ${named ? 'Service' : 'Service or ServiceEntry'}.`,
          remedy: host === '*' ? 'Name the namespace of the Services that these pods call, or take the entry out.' : named && home !== '*' && named.namespace !== home ? `Write \`${named.namespace}/${host}\`.` : `Write \`${home === '*' ? '<namespace>' : home}/<service>.<namespace>.svc.${set.settings.clusterDomain}\` with the name of a Service that exists, or \`${home === '*' ? '*' : home}/*\`.`,
        });
      }
    }
  },
};
