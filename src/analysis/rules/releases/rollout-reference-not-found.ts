import { GATEWAY_GROUP } from '../../../manifest/gateway-api/references';
import { knowsKind } from '../../../manifest/known-objects';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { refText } from '../../../manifest/object-ref';
import type { Rollout, RolloutRef } from '../../../manifest/rollouts';
import { rollouts } from '../../../manifest/rollouts';
import { findService } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const rolloutReferenceNotFound: Rule = {
  id: 'rollout-reference-not-found',
  severity: 'error',
  what: 'A Rollout names a Service, VirtualService, DestinationRule or route that does not exist.',
  why: 'Argo Rollouts makes none of them. The Rollout is invalid or stands still, and no release goes on.',
  remedy: 'Add the object, or correct the name; a VirtualService of another namespace is written `name.namespace`.',
  aliases: [],
  see: ['https://argo-rollouts.readthedocs.io/en/stable/features/traffic-management/'],
  check(set, report) {
    for (const rollout of rollouts(set)) {
      for (const { ref, kind, exists, known, field } of referencesOf(set, rollout)) {
        if (exists) continue;
        report(rollout.object, [...ref.path, ...field], {
          severity: known ? 'error' : 'info',
          message: `${refText(rollout.object.ref)} names ${kind} ${ref.namespace}/${ref.name}, which ${known ? 'does not exist' : 'the manifests do not hold'}.`,
          remedy: `Add ${kind} ${ref.namespace}/${ref.name}, or correct the name.`,
        });
      }
    }
  },
};

interface Reference {
  readonly ref: RolloutRef;
  readonly kind: string;
  readonly exists: boolean;
  readonly known: boolean;
  readonly field: readonly string[];
}

function referencesOf(set: ManifestSet, { services, virtualServices, destinationRule, routes }: Rollout): Reference[] {
  const other = (ref: RolloutRef, group: string, kind: string, ...field: string[]): Reference => ({
    ref, kind, field, exists: set.find(group, kind, ref.namespace, ref.name) !== undefined, known: knowsKind(set, group, kind, ref.namespace),
  });
  return [
    // The Rollout stands beside its pods: Services are expected there too, if any are known.
    ...services.map((ref): Reference => ({ ref, kind: 'Service', field: [], exists: findService(set, ref.namespace, ref.name) !== undefined, known: knowsKind(set, '', 'Service', ref.namespace) })),
    ...virtualServices.map(ref => other(ref, 'networking.istio.io', 'VirtualService', 'name')),
    ...(destinationRule ? [other(destinationRule, 'networking.istio.io', 'DestinationRule', 'name')] : []),
    ...routes.map(ref => other(ref, GATEWAY_GROUP, ref.kind)),
  ];
}
