import { Field } from '../../../manifest/field';
import { nameOf } from '../../../manifest/istio/complain';
import type { ManifestSet } from '../../../manifest/manifest-set';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { trafficPolicies } from './traffic-policies';
import type { Rule } from '../../rule';

export const supersededTrafficField: Rule = {
  id: 'superseded-traffic-field',
  severity: 'warning',
  what: 'A VirtualService or DestinationRule uses a field that another one has replaced.',
  why: 'The field still works and is to be removed from the API; some of its settings differ from those of its successor.',
  remedy: 'Use the field that has replaced it.',
  aliases: ['IST0133', 'IST0002'],
  check(set, report) {
    for (const [object, field, instead] of [...mirrorPercents(set), ...policyFields(set)]) {
      report(object, field.path, { message: `\`${nameOf(field)}\` is deprecated.`, remedy: `Write ${instead} instead.` });
    }
  },
};

type Use = readonly [object: ManifestObject, field: Field, instead: string];

function mirrorPercents(set: ManifestSet): Use[] {
  return set.all('networking.istio.io', 'VirtualService').flatMap(object => Field.spec(object).at('http').items()
    .map(rule => rule.at('mirrorPercent')).filter(({ isSet }) => isSet)
    .map((field): Use => [object, field, `mirrorPercentage: { value: ${field.number} }`]));
}

function policyFields(set: ManifestSet): Use[] {
  return trafficPolicies(set).flatMap(({ object, policy }): Use[] => {
    const errors = policy.at('outlierDetection', 'consecutiveErrors');
    const ring = policy.at('loadBalancer', 'consistentHash', 'minimumRingSize');
    return [
      ...(errors.number !== 0 ? [[object, errors, `consecutive5xxErrors: ${errors.number}, or consecutiveGatewayErrors for 502, 503 and 504 only,`] as const] : []),
      ...(ring.number !== 0 ? [[object, ring, `ringHash: { minimumRingSize: ${ring.number} }`] as const] : []),
    ];
  });
}
