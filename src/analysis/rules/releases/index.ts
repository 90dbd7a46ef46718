import type { Rule } from '../../rule';
import { canaryAutoscalerMismatch } from './canary-autoscaler-mismatch';
import { canaryFieldWithoutEffect } from './canary-field-without-effect';
import { canaryMatchNotCarriedOver } from './canary-match-not-carried-over';
import { canaryMetricWithoutData } from './canary-metric-without-data';
import { canaryOwnedObject } from './canary-owned-object';
import { canaryProviderUnknown } from './canary-provider-unknown';
import { canaryStepsOutOfRange } from './canary-steps-out-of-range';
import { canaryStripsLabels } from './canary-strips-labels';
import { canaryTargetNotFound } from './canary-target-not-found';
import { canaryTargetWithoutSelectorLabel } from './canary-target-without-selector-label';
import { canaryWithoutGatewayRefs } from './canary-without-gateway-refs';
import { canaryWithoutMetrics } from './canary-without-metrics';
import { canaryWithoutWaypoint } from './canary-without-waypoint';
import { releaseNeedsSmi } from './release-needs-smi';
import { rolloutManagedRouteDeclared } from './rollout-managed-route-declared';
import { rolloutReferenceNotFound } from './rollout-reference-not-found';
import { rolloutRouteWithoutVersions } from './rollout-route-without-versions';
import { rolloutServicesIncomplete } from './rollout-services-incomplete';
import { rolloutStepInvalid } from './rollout-step-invalid';
import { rolloutSubsetMismatch } from './rollout-subset-mismatch';
import { rolloutSubsetsOnAmbient } from './rollout-subsets-on-ambient';
import { selectorLosesPrimary } from './selector-loses-primary';
import { selectorOnRolloutHash } from './selector-on-rollout-hash';
import { staticWeightUnderRollout } from './static-weight-under-rollout';
import { versionWithoutPods } from './version-without-pods';
import { versionsOnSamePods } from './versions-on-same-pods';
import { weightsDoNotAddUp } from './weights-do-not-add-up';

export const RELEASES_RULES: readonly Rule[] = [
  canaryAutoscalerMismatch, canaryFieldWithoutEffect, canaryMatchNotCarriedOver, canaryMetricWithoutData, canaryOwnedObject,
  canaryProviderUnknown, canaryStepsOutOfRange, canaryStripsLabels, canaryTargetNotFound, canaryTargetWithoutSelectorLabel,
  canaryWithoutGatewayRefs, canaryWithoutMetrics, canaryWithoutWaypoint, releaseNeedsSmi, rolloutManagedRouteDeclared,
  rolloutReferenceNotFound, rolloutRouteWithoutVersions, rolloutServicesIncomplete, rolloutStepInvalid, rolloutSubsetMismatch,
  rolloutSubsetsOnAmbient, selectorLosesPrimary, selectorOnRolloutHash, staticWeightUnderRollout, versionWithoutPods, versionsOnSamePods,
  weightsDoNotAddUp,
];
