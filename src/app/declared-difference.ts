import { Feature, SupportLevel } from '../model/feature';
import type { Difference } from '../simulator/compare';
import { OUTSIDE } from '../simulator/callers';
import type { World } from '../world/world';

/** What could make a request fare differently on another data plane, by who calls and what the request is made for. */
function featuresOf({ caller, ruled }: Difference): Feature[] {
  return [
    ...(ruled ? [Feature.ALLOW_REQUEST, Feature.MATCH_PATH, Feature.MATCH_METHOD, Feature.MATCH_HEADER, Feature.MATCH_REGEX] : []),
    ...(caller === OUTSIDE ? [Feature.MTLS_STRICT, Feature.MTLS_EXCEPTION, Feature.ALLOW_IP_RANGE] : []),
    Feature.ALLOW_IDENTITY, Feature.DEFAULT_DENY, Feature.MTLS_STRICT,
  ];
}

/** What a data plane said when an intent asked it for such a feature, where it did not do it exactly; undefined: nobody declared the difference. */
export function declaredDifference(difference: Difference, worlds: readonly (World | undefined)[]): string | undefined {
  const features = featuresOf(difference);
  for (const use of worlds.flatMap(world => world?.uses ?? [])) {
    const { feature, support, dataPlane } = use;
    if (!features.includes(feature) || support.level === SupportLevel.NATIVE) continue;
    return `${dataPlane}: ${feature} is ${support.level}: ${support.level === SupportLevel.APPROXIMATED ? support.difference : support.alternative}`;
  }
  return undefined;
}
