import type { Rule } from '../../rule';
import { backendNotFound } from './backend-not-found';
import { backendOfInvalidKind } from './backend-of-invalid-kind';
import { backendPolicyTargetNotFound } from './backend-policy-target-not-found';
import { backendPortNotFound } from './backend-port-not-found';
import { backendRequestWithoutRetry } from './backend-request-without-retry';
import { backendTlsCaNotFound } from './backend-tls-ca-not-found';
import { backendTlsPolicyConflict } from './backend-tls-policy-conflict';
import { backendWithoutClusterIp } from './backend-without-cluster-ip';
import { backendsAllWeightZero } from './backends-all-weight-zero';
import { certificateNotFound } from './certificate-not-found';
import { consumerRouteHidesProducerRoute } from './consumer-route-hides-producer-route';
import { consumerRouteWithoutEffect } from './consumer-route-without-effect';
import { duplicateMatchCondition } from './duplicate-match-condition';
import { gatewayClassUnknown } from './gateway-class-unknown';
import { gatewaysShareAddress } from './gateways-share-address';
import { gatewaysShareHostname } from './gateways-share-hostname';
import { hostnamesOnMeshRoute } from './hostnames-on-mesh-route';
import { httpRouteBesideVirtualService } from './http-route-beside-virtual-service';
import { listenerConflict } from './listener-conflict';
import { listenerSetNotAllowed } from './listener-set-not-allowed';
import { meshRouteWithoutCatchAll } from './mesh-route-without-catch-all';
import { parentOfInvalidKind } from './parent-of-invalid-kind';
import { redirectKeepsPort } from './redirect-keeps-port';
import { referenceGrantWithoutEffect } from './reference-grant-without-effect';
import { referenceNotPermitted } from './reference-not-permitted';
import { routeHostnameWithoutListener } from './route-hostname-without-listener';
import { routeKindsConflict } from './route-kinds-conflict';
import { routeNotAllowedByListener } from './route-not-allowed-by-listener';
import { routeOnEveryPort } from './route-on-every-port';
import { routeOnPortOfOtherProtocol } from './route-on-port-of-other-protocol';
import { routeOnServiceWithoutClusterIp } from './route-on-service-without-cluster-ip';
import { routeOnWaypoint } from './route-on-waypoint';
import { routeParentNotFound } from './route-parent-not-found';
import { routeSectionNotFound } from './route-section-not-found';
import { ruleWithoutBackends } from './rule-without-backends';
import { sessionPersistenceOverridden } from './session-persistence-overridden';
import { shadowedRouteMatch } from './shadowed-route-match';

export const GATEWAY_API_RULES: readonly Rule[] = [
  backendNotFound, backendOfInvalidKind, backendPolicyTargetNotFound, backendPortNotFound, backendRequestWithoutRetry,
  backendTlsCaNotFound, backendTlsPolicyConflict, backendWithoutClusterIp, backendsAllWeightZero, certificateNotFound,
  consumerRouteHidesProducerRoute, consumerRouteWithoutEffect, duplicateMatchCondition, gatewayClassUnknown, gatewaysShareAddress,
  gatewaysShareHostname, hostnamesOnMeshRoute, httpRouteBesideVirtualService, listenerConflict, listenerSetNotAllowed,
  meshRouteWithoutCatchAll, parentOfInvalidKind, redirectKeepsPort, referenceGrantWithoutEffect, referenceNotPermitted,
  routeHostnameWithoutListener, routeKindsConflict, routeNotAllowedByListener, routeOnEveryPort, routeOnPortOfOtherProtocol,
  routeOnServiceWithoutClusterIp, routeOnWaypoint, routeParentNotFound, routeSectionNotFound, ruleWithoutBackends,
  sessionPersistenceOverridden, shadowedRouteMatch,
];
