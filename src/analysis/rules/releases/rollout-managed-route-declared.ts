import { records, text } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import { rollouts } from '../../../manifest/rollouts';
import type { Rule } from '../../rule';

export const rolloutManagedRouteDeclared: Rule = {
  id: 'rollout-managed-route-declared',
  severity: 'error',
  what: 'A route that a Rollout lists as managed stands in the manifests.',
  why: 'Managed routes belong to the controller: it deletes them when a release ends or is aborted, the one that was written by hand with them.',
  remedy: 'Take the name out of `managedRoutes`, or give the route in the manifests another one.',
  aliases: [],
  see: ['https://argo-rollouts.readthedocs.io/en/stable/features/traffic-management/#traffic-routing-with-managed-routes-and-route-precedence'],
  check(set, report) {
    for (const { object, virtualServices, trafficRouting } of rollouts(set)) {
      for (const [{ name }, index] of records(trafficRouting?.['managedRoutes'])) {
        for (const ref of virtualServices) {
          const virtualService = set.find('networking.istio.io', 'VirtualService', ref.namespace, ref.name);
          if (!text(name) || !virtualService || !records(virtualService.spec['http']).some(([route]) => route['name'] === name)) continue;
          report(object, ['spec', 'strategy', 'canary', 'trafficRouting', 'managedRoutes', index, 'name'], {
            message: `${refText(object.ref)} manages route ${name}, and ${refText(virtualService.ref)} has a route of that name, which is deleted at the end of a release.`,
            remedy: `Rename route ${name} of ${refText(virtualService.ref)}, or take it out of managedRoutes.`, related: [virtualService],
          });
        }
      }
    }
  },
};
