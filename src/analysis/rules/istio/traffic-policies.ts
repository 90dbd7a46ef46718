import { Field } from '../../../manifest/field';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { view } from '../../../manifest/manifest-set';

/** Each place in DestinationRules where traffic is given a policy: as a whole, for a port, for a subset and for a port of it. */
export const trafficPolicies = view((set): readonly { readonly object: ManifestObject; readonly policy: Field }[] =>
  set.all('networking.istio.io', 'DestinationRule').flatMap(object => {
    const spec = Field.spec(object);
    return [spec, ...spec.at('subsets').items()].map(part => part.at('trafficPolicy'))
      .flatMap(policy => [policy, ...policy.at('portLevelSettings').items()])
      .map(policy => ({ object, policy }));
  }));
