import { routes as gatewayRoutes } from '../../../manifest/gateway-api/routes';
import { fullHost } from '../../../manifest/istio/hosts';
import type { Json, ManifestObject } from '../../../manifest/manifest-object';
import { record, records, text } from '../../../manifest/manifest-object';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { refText } from '../../../manifest/object-ref';
import type { Rollout, RolloutVirtualService } from '../../../manifest/rollouts';
import { rollouts } from '../../../manifest/rollouts';
import { serviceHost } from '../../../manifest/services';
import { GATEWAY_GROUP } from '../../../manifest/gateway-api/references';
import type { Report, Rule } from '../../rule';

export const rolloutRouteWithoutVersions: Rule = {
  id: 'rollout-route-without-versions',
  severity: 'error',
  what: 'A route that a Rollout writes weights into does not send to both of its versions, or it cannot be told which route is meant.',
  why: 'Argo Rollouts writes the weights of destinations that are there; it adds none. The release stands still with an error, or goes on while the new version gets nothing.',
  remedy: 'Let the route send to the canary and the stable Service (or to both subsets of the DestinationRule), with weights 0 and 100, and name it in `routes` if the VirtualService has several.',
  aliases: [],
  see: ['https://argo-rollouts.readthedocs.io/en/stable/features/traffic-management/istio/'],
  check(set, report) {
    const byKey = new Map(gatewayRoutes(set).map(route => [route.object.key, route] as const));
    for (const rollout of rollouts(set)) {
      for (const ref of rollout.virtualServices) checkVirtualService(set, report, rollout, ref);
      for (const ref of rollout.routes) {
        const object = set.find(GATEWAY_GROUP, ref.kind, ref.namespace, ref.name);
        const route = object && byKey.get(object.key);
        const [canary, stable] = [rollout.canaryService, rollout.stableService];
        if (!route || !canary || !stable) continue;
        const sends = route.rules.map(({ backends }) => [canary, stable].map(({ namespace, name }) => backends.some(backend => backend.name === name && backend.namespace === namespace)));
        if (sends.some(([one, other]) => one && other)) continue;
        report(route.object, ['spec', 'rules'], {
          message: `No rule of ${refText(route.object.ref)} sends to both ${canary.name} and ${stable.name}, between which ${refText(rollout.object.ref)} splits it.`,
          remedy: `Let a rule have \`backendRefs: [{ name: ${stable.name}, port: <port>, weight: 100 }, { name: ${canary.name}, port: <port>, weight: 0 }]\`.`,
          related: [rollout.object],
        });
      }
    }
  },
};

function checkVirtualService(set: ManifestSet, report: Report, rollout: Rollout, ref: RolloutVirtualService): void {
  const virtualService = set.find('networking.istio.io', 'VirtualService', ref.namespace, ref.name);
  if (!virtualService || ref.belowHttp) return;
  const managed = records(rollout.trafficRouting?.['managedRoutes']).map(([{ name }]) => text(name));
  const http = records(virtualService.spec['http']).filter(([{ name }]) => name === undefined || !managed.includes(text(name)));
  if (ref.routes.length === 0 && http.length > 1) {
    report(rollout.object, [...ref.path, 'name'], {
      message: `${refText(virtualService.ref)} has ${http.length} http routes, and ${refText(rollout.object.ref)} does not say which of them it splits.`,
      remedy: `Add \`routes: [${text(http.find(([{ name }]) => text(name))?.[0]['name']) ?? '<name of the route>'}]\` beside the name of the VirtualService.`, related: [virtualService],
    });
    return;
  }
  for (const name of ref.routes) {
    if (http.some(([route]) => route['name'] === name)) continue;
    report(rollout.object, [...ref.path, 'routes', ref.routes.indexOf(name)], {
      message: `${refText(virtualService.ref)} has no http route ${name}, which ${refText(rollout.object.ref)} splits.`,
      remedy: `Name the route in the VirtualService (\`name: ${name}\`), or correct the name here.`, related: [virtualService],
    });
  }
  for (const [route, index] of http) {
    if (ref.routes.length > 0 && !ref.routes.includes(text(route['name']) ?? '')) continue;
    const missing = missingVersions(set, rollout, virtualService, route);
    if (missing.length === 0) continue;
    report(virtualService, ['spec', 'http', index, 'route'], {
      message: `This route of ${refText(virtualService.ref)} does not send to ${missing.join(' and not to ')}, and ${refText(rollout.object.ref)} splits it between its versions.`,
      remedy: `Let the route have both destinations, the stable one with \`weight: 100\` and the canary with \`weight: 0\`.`, related: [rollout.object],
    });
  }
}

/** Names of the versions that a route does not send to. */
function missingVersions(set: ManifestSet, { canaryService, stableService, destinationRule }: Rollout, { namespace }: ManifestObject, route: Record<string, Json>): string[] {
  const destinations = records(route['route']).map(([{ destination }]) => record(destination));
  if (destinationRule) {
    return [destinationRule.canarySubset, destinationRule.stableSubset].filter(subset => !destinations.some(destination => destination['subset'] === subset)).map(subset => `subset ${subset}`);
  }
  return [canaryService, stableService].flatMap(service => {
    if (!service) return [];
    const host = serviceHost(set, service.namespace, service.name);
    // The controller reads shorter names than Istio does.
    const names = [host, service.name, `${service.name}.${service.namespace}`, `${service.name}.${service.namespace}.svc`];
    const there = destinations.some(({ host: written }) => typeof written === 'string' && (names.includes(written) || fullHost(written, namespace ?? '', set) === host));
    return there ? [] : [`Service ${service.name}`];
  });
}
