import { attachmentsOf } from '../../../manifest/gateway-api/attachments';
import { isLinkerds } from '../../../manifest/gateway-api/route-planes';
import { routes } from '../../../manifest/gateway-api/routes';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const backendsAllWeightZero: Rule = {
  id: 'backends-all-weight-zero',
  severity: 'error',
  what: 'All backends of a rule have weight 0.',
  why: 'A backend of weight 0 gets nothing, so every request that the rule matches is answered 500. Linkerd differs: it sends everything to a backend that stands alone, whatever its weight.',
  remedy: 'Give one backend a weight above 0, or take out the weight: it defaults to 1.',
  aliases: [],
  see: ['https://gateway-api.sigs.k8s.io/reference/spec/#backendref'],
  check(set, report) {
    for (const route of routes(set)) {
      const linkerds = attachmentsOf(set, route).some(attachment => isLinkerds(set, attachment));
      for (const { backends, path } of route.rules) {
        if (backends.length === 0 || backends.some(({ weight }) => weight !== 0)) continue;
        const [only] = backends;
        report(route.object, backends.length === 1 ? [...only!.path, 'weight'] : [...path, 'backendRefs'], backends.length === 1 && linkerds ? {
          severity: 'warning',
          message: `${refText(route.object.ref)} gives its only backend ${only!.name} weight 0, and Linkerd sends every request to it all the same.`,
          remedy: 'Take the weight out if that is meant; to refuse the requests, send them to a Service that does so.',
        } : {
          message: `${backends.length === 1 ? `The only backend ${only!.name}` : `Each of the backends ${backends.map(({ name }) => name).join(', ')}`} of this rule of ${refText(route.object.ref)} has weight 0: every request that it matches fails.`,
          remedy: 'Set `weight` above 0 on a backend that is to get requests.',
        });
      }
    }
  },
};
