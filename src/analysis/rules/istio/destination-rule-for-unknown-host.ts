import { destinationRules } from '../../../manifest/istio/destination-rules';
import { hostsUnder, isKnownHost, meantService, serviceNamed, wouldBeKnown } from '../../../manifest/istio/host-registry';
import { isWildcard } from '../../../manifest/istio/hosts';
import { text } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

export const destinationRuleForUnknownHost: Rule = {
  id: 'destination-rule-for-unknown-host',
  severity: 'error',
  what: 'A DestinationRule is for a host that no Service and no ServiceEntry has.',
  why: 'Nothing is ever called by that host, so its policies and subsets never apply.',
  remedy: 'Name a Service (in full, if it is in another namespace), or add a ServiceEntry for the host.',
  aliases: ['IST0174', 'KIA0202'],
  see: ['https://istio.io/latest/docs/reference/config/networking/destination-rule/#DestinationRule'],
  check(set, report) {
    for (const { host, objects } of destinationRules(set)) {
      const object = objects[0]!;
      const written = text(object.spec['host']) ?? '';
      if (written === '' || meantService(set, written) || (isWildcard(host) ? hostsUnder(set, host).length > 0 : isKnownHost(set, host))) continue;
      const sure = !isWildcard(host) && wouldBeKnown(set, host);
      const named = serviceNamed(set, host);
      report(object, ['spec', 'host'], {
        severity: sure ? 'error' : 'info',
        message: named ? `The DestinationRule is for ${host}, and ${sure ? '' : 'the manifests hold no Service of its namespace: '}there is no Service ${named.namespace}/${named.name}.`
          : `No Service and no ServiceEntry${sure ? '' : ' of these manifests'} has a host ${isWildcard(host) ? `under ${host}` : host}.`,
        remedy: named ? `Name a Service that exists in full: \`<service>.<namespace>.svc.${set.settings.clusterDomain}\`.` : `Add a ServiceEntry for ${host}, or correct \`spec.host\`.`,
      });
    }
  },
};
