import type { PathStep } from '../field-path';
import type { Policy } from '../istio/destination-rules';
import { destinationRules } from '../istio/destination-rules';
import type { Json, ManifestObject } from '../manifest-object';
import { record, records } from '../manifest-object';
import { view } from '../manifest-set';

/** A traffic policy of a DestinationRule at one of the places where it can stand, with what holds there beside it. */
export interface PolicyBlock {
  readonly object: ManifestObject;
  readonly host: string;
  readonly fields: Readonly<Record<string, Json>>;
  /** Its own fields, and those that it takes over from the rule as a whole. */
  readonly effective: Readonly<Record<string, Json>>;
  readonly path: readonly PathStep[];
  /** "subset v2", "port 8080"; empty for the rule as a whole. */
  readonly where: string;
}

/** Of each DestinationRule: the policy for all, of its ports, its subsets, and their ports. */
export const policyBlocks = view((set): readonly PolicyBlock[] => destinationRules(set).flatMap(({ host, trafficPolicy, subsets }) => [
  ...blocksOf(host, trafficPolicy, {}, ''),
  ...subsets.flatMap(subset => blocksOf(host, subset.trafficPolicy, trafficPolicy?.fields ?? {}, `subset ${subset.name}`)),
]));

function blocksOf(host: string, policy: Policy | undefined, above: Readonly<Record<string, Json>>, where: string): PolicyBlock[] {
  if (!policy) return [];
  const { object, path, fields } = policy;
  return [
    { object, host, fields, effective: { ...above, ...fields }, path, where },
    // A port takes nothing over.
    ...records(fields['portLevelSettings']).map(([settings, index]): PolicyBlock => ({
      object, host, fields: settings, effective: settings, path: [...path, 'portLevelSettings', index],
      where: [where, `port ${String(record(settings['port'])['number'])}`].filter(Boolean).join(', '),
    })),
  ];
}
