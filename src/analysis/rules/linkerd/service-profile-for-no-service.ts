import { serviceByHost, services } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const serviceProfileForNoService: Rule = {
  id: 'service-profile-for-no-service',
  severity: 'error',
  what: 'The name of a ServiceProfile is not the full name of a Service.',
  why: 'Linkerd finds the ServiceProfile of a call by the full DNS name that is called: `<service>.<namespace>.svc.<cluster domain>`. Under another name it is never found.',
  remedy: 'Give the ServiceProfile the full name of its Service.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/service-profiles/'],
  check(set, report) {
    const { clusterDomain } = set.settings;
    const known = new Set(services(set).map(({ namespace }) => namespace));
    for (const profile of set.all('linkerd.io', 'ServiceProfile')) {
      const [name, namespace, kind, ...domain] = profile.name.split('.');
      if (serviceByHost(set, profile.name)) continue;
      const isShort = kind === undefined || (kind === 'svc' && domain.length === 0);
      const isForeign = kind === 'svc' && domain.length > 0 && domain.join('.') !== clusterDomain;
      if (isShort && serviceByHost(set, `${name}.${namespace ?? profile.namespace}.svc.${clusterDomain}`)) {
        report(profile, ['metadata', 'name'], {
          message: `"${profile.name}" is not the full name of Service ${namespace ?? profile.namespace}/${name}.`,
          remedy: `Call it ${name}.${namespace ?? profile.namespace}.svc.${clusterDomain}.`,
        });
      } else if (isForeign) {
        report(profile, ['metadata', 'name'], {
          severity: 'warning', message: `"${profile.name}" does not end in the cluster domain "${clusterDomain}".`, remedy: `Call it ${name}.${namespace}.svc.${clusterDomain}, or check with the cluster domain of the cluster.`,
        });
      } else if (kind === 'svc' && namespace !== undefined && known.has(namespace)) {
        report(profile, ['metadata', 'name'], {
          severity: 'warning', message: `There is no Service "${name}" in namespace "${namespace}".`, remedy: `Create Service ${namespace}/${name}, or take the ServiceProfile out.`,
        });
      }
    }
  },
};
