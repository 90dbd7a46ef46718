import { isKnownHost, meantService, serviceNamed, wouldBeKnown } from '../../../manifest/istio/host-registry';
import { destinationsOf, virtualServices } from '../../../manifest/istio/virtual-services';
import { nearestName } from '../../../manifest/known-objects';
import { serviceHost } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const routeToUnknownHost: Rule = {
  id: 'route-to-unknown-host',
  severity: 'error',
  what: 'A route of a VirtualService sends to a host that no Service and no ServiceEntry has.',
  why: 'Istio has no endpoints for such a host: every request that the route takes is answered with 503.',
  remedy: 'Name a Service (in full, if it is in another namespace), or add a ServiceEntry for the host.',
  aliases: ['IST0101', 'KIA1101'],
  see: ['https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination'],
  check(set, report) {
    for (const one of virtualServices(set)) {
      for (const { host, written, path } of destinationsOf(set, one)) {
        if (isKnownHost(set, host) || meantService(set, written)) continue;
        const named = serviceNamed(set, host);
        const sure = wouldBeKnown(set, host);
        const meant = named && nearestName(set, '', 'Service', named.namespace, named.name);
        report(one.object, [...path, 'host'], {
          severity: sure ? 'error' : 'info',
          message: named ? `The route sends to ${host}, and ${sure ? '' : 'the manifests hold no Service of its namespace: '}there is no Service ${named.namespace}/${named.name}.`
            : `The route sends to ${host}, which is no Service and stands in no ServiceEntry${sure ? '' : ' of these manifests'}.`,
          remedy: named && meant ? `Write ${serviceHost(set, named.namespace, meant)}, if that is meant, or create Service ${named.name} in namespace ${named.namespace}.`
            : named ? `Create Service ${named.name} in namespace ${named.namespace}, or name the host of one that exists, such as ${serviceHost(set, named.namespace, '<service>')}.`
            : `Add a ServiceEntry with \`hosts: [${host}]\`, or name a Service in full: \`<service>.<namespace>.svc.${set.settings.clusterDomain}\`.`,
        });
      }
    }
  },
};

