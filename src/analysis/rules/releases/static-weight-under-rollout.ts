import { routes as gatewayRoutes } from '../../../manifest/gateway-api/routes';
import { record, records, text } from '../../../manifest/manifest-object';
import { GATEWAY_GROUP } from '../../../manifest/gateway-api/references';
import { refText } from '../../../manifest/object-ref';
import { rollouts } from '../../../manifest/rollouts';
import type { Rule } from '../../rule';

export const staticWeightUnderRollout: Rule = {
  id: 'static-weight-under-rollout',
  severity: 'info',
  what: 'The manifests give the canary of a Rollout a share of the traffic.',
  why: 'The weights are the controller\'s: between releases the canary runs the same version, or no pods. Whoever applies the manifests again sets the weight back in the middle of a release.',
  remedy: 'Write weight 100 for the stable and 0 for the canary version, and let the tool that applies the manifests ignore the weights.',
  aliases: [],
  see: ['https://argo-rollouts.readthedocs.io/en/stable/features/traffic-management/istio/#working-with-gitops'],
  check(set, report) {
    const byKey = new Map(gatewayRoutes(set).map(route => [route.object.key, route] as const));
    for (const { object, canaryService, destinationRule, virtualServices, routes } of rollouts(set)) {
      const say = 'Set it to 0, and that of the stable version to 100.';
      for (const ref of virtualServices) {
        const virtualService = set.find('networking.istio.io', 'VirtualService', ref.namespace, ref.name);
        for (const [route, index] of records(virtualService?.spec['http'])) {
          for (const [{ weight, destination }, at] of records(route['route'])) {
            const { subset, host } = record(destination);
            const isCanary = destinationRule ? subset === destinationRule.canarySubset : text(host)?.split('.')[0] === canaryService?.name;
            if (!isCanary || typeof weight !== 'number' || weight === 0) continue;
            report(virtualService!, ['spec', 'http', index, 'route', at, 'weight'], { message: `The canary of ${refText(object.ref)} has weight ${weight} in ${refText(virtualService!.ref)}, which the controller changes with every step.`, remedy: say, related: [object] });
          }
        }
      }
      for (const ref of routes) {
        const route = byKey.get(set.find(GATEWAY_GROUP, ref.kind, ref.namespace, ref.name)?.key ?? '');
        for (const backend of route?.rules.flatMap(({ backends }) => (backends.length > 1 ? backends : [])) ?? []) {
          if (backend.name !== canaryService?.name || backend.namespace !== canaryService.namespace || backend.weight === 0) continue;
          report(route!.object, backend.weighted ? [...backend.path, 'weight'] : backend.path, { message: `The canary of ${refText(object.ref)} has weight ${backend.weight} in ${refText(route!.object.ref)}, which the controller changes with every step.`, remedy: say, related: [object] });
        }
      }
    }
  },
};
