import { Feature, SupportLevel } from '../model/feature';
import type { ServiceModel } from '../model/model';
import { serviceNames } from '../model/service-names';
import type { Difference } from '../simulator/compare';
import { isOutside } from '../simulator/callers';
import { featureUses } from '../world/feature-uses';
import type { FeatureSubject, World } from '../world/world';

/** What could make a request fare differently on another data plane, by who calls and what the request is made for. */
function featuresOf({ caller, ruled }: Difference): Feature[] {
  return [
    ...(ruled ? [Feature.ALLOW_REQUEST, Feature.MATCH_PATH, Feature.MATCH_METHOD, Feature.MATCH_HEADER, Feature.MATCH_REGEX] : []),
    ...(isOutside(caller) ? [Feature.MTLS_STRICT, Feature.MTLS_EXCEPTION, Feature.ALLOW_IP_RANGE] : []),
    Feature.ALLOW_IDENTITY, Feature.DEFAULT_DENY, Feature.MTLS_STRICT,
  ];
}

/**
 * What a data plane said when an intent about the called service, its pods or its namespace asked it for such a feature, where it did not do it
 * exactly; undefined: nobody declared the difference.
 */
export function declaredDifference(difference: Difference, worlds: readonly (World | undefined)[]): string | undefined {
  const features = featuresOf(difference);
  for (const { feature, support, dataPlane, about } of worlds.flatMap(world => (world ? featureUses(world) : []))) {
    if (!features.includes(feature) || support.level === SupportLevel.NATIVE || !difference.services.some(service => isAbout(about, service))) continue;
    return `${dataPlane}: ${feature} is ${support.level}: ${support.level === SupportLevel.APPROXIMATED ? support.difference : support.alternative}`;
  }
  return undefined;
}

/** Whether an intent is about a service, "cart.shop": in its own name, or by its pods or its namespace. */
function isAbout(about: FeatureSubject | undefined, service: string): boolean {
  if (!about) return true;
  if ('namespace' in about) return service.endsWith(`.${about.namespace}`);
  return ('service' in about ? [about.service] : about.workload.services).some(one => isNamed(one, service));
}

function isNamed(service: ServiceModel, name: string): boolean {
  return serviceNames(service).some(one => `${one}.${service.namespace.name}` === name);
}
