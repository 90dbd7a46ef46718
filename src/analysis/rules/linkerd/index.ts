import type { Rule } from '../../rule';
import { consumerBackendNamespace } from './consumer-backend-namespace';
import { egressBackendElsewhere } from './egress-backend-elsewhere';
import { egressNetworkInCluster } from './egress-network-in-cluster';
import { failureAccrualIncomplete } from './failure-accrual-incomplete';
import { failureAccrualOnBackend } from './failure-accrual-on-backend';
import { inboundRouteFieldIgnored } from './inbound-route-field-ignored';
import { linkerdAnnotationDeprecated } from './linkerd-annotation-deprecated';
import { linkerdAnnotationInvalid } from './linkerd-annotation-invalid';
import { linkerdAnnotationMisplaced } from './linkerd-annotation-misplaced';
import { linkerdAnnotationUnknown } from './linkerd-annotation-unknown';
import { linkerdAppProtocolOpaque } from './linkerd-app-protocol-opaque';
import { linkerdAuthenticationMissing } from './linkerd-authentication-missing';
import { linkerdFilterUnsupported } from './linkerd-filter-unsupported';
import { linkerdGrpcMatchWithoutService } from './linkerd-grpc-match-without-service';
import { linkerdHostnamesHonoured } from './linkerd-hostnames-honoured';
import { linkerdIdentityForeign } from './linkerd-identity-foreign';
import { linkerdIdentityOfNoPods } from './linkerd-identity-of-no-pods';
import { linkerdJobNeverCompletes } from './linkerd-job-never-completes';
import { linkerdPolicyAdmitsEverybody } from './linkerd-policy-admits-everybody';
import { linkerdProxyRefused } from './linkerd-proxy-refused';
import { linkerdRegexAlternative } from './linkerd-regex-alternative';
import { linkerdRegexTakesPaths } from './linkerd-regex-takes-paths';
import { linkerdRouteFieldIgnored } from './linkerd-route-field-ignored';
import { linkerdRouteKindsConflict } from './linkerd-route-kinds-conflict';
import { linkerdRouteOrder } from './linkerd-route-order';
import { linkerdTargetMissing } from './linkerd-target-missing';
import { opaquePortWithRoutes } from './opaque-port-with-routes';
import { opaquePortsDiffer } from './opaque-ports-differ';
import { opaquePortsReplaceDefaults } from './opaque-ports-replace-defaults';
import { overlappingServers } from './overlapping-servers';
import { probesCutOff } from './probes-cut-off';
import { rateLimitWithoutEffect } from './rate-limit-without-effect';
import { resilienceAnnotationInvalid } from './resilience-annotation-invalid';
import { retriesWithoutConditions } from './retries-without-conditions';
import { retryConditionIgnored } from './retry-condition-ignored';
import { retryLimitZero } from './retry-limit-zero';
import { routeHidesServiceAnnotations } from './route-hides-service-annotations';
import { routeIgnoredByServer } from './route-ignored-by-server';
import { routePolicyPointless } from './route-policy-pointless';
import { serverAdmitsNobody } from './server-admits-nobody';
import { serverOpensDefault } from './server-opens-default';
import { serverParentIgnored } from './server-parent-ignored';
import { serverParentMissing } from './server-parent-missing';
import { serverPortUnmatched } from './server-port-unmatched';
import { serverProtocolUnknown } from './server-protocol-unknown';
import { serverRoutesWithoutCatchAll } from './server-routes-without-catch-all';
import { serverSelectsNoPods } from './server-selects-no-pods';
import { serviceProfileForNoService } from './service-profile-for-no-service';
import { serviceProfileHidesRoutes } from './service-profile-hides-routes';
import { serviceProfileRegexInvalid } from './service-profile-regex-invalid';
import { skippedPortWithServer } from './skipped-port-with-server';
import { streamRouteUnseen } from './stream-route-unseen';

export const LINKERD_RULES: readonly Rule[] = [
  consumerBackendNamespace,
  egressBackendElsewhere,
  egressNetworkInCluster,
  failureAccrualIncomplete,
  failureAccrualOnBackend,
  inboundRouteFieldIgnored,
  linkerdAnnotationDeprecated,
  linkerdAnnotationInvalid,
  linkerdAnnotationMisplaced,
  linkerdAnnotationUnknown,
  linkerdAppProtocolOpaque,
  linkerdAuthenticationMissing,
  linkerdFilterUnsupported,
  linkerdGrpcMatchWithoutService,
  linkerdHostnamesHonoured,
  linkerdIdentityForeign,
  linkerdIdentityOfNoPods,
  linkerdJobNeverCompletes,
  linkerdPolicyAdmitsEverybody,
  linkerdProxyRefused,
  linkerdRegexAlternative,
  linkerdRegexTakesPaths,
  linkerdRouteFieldIgnored,
  linkerdRouteKindsConflict,
  linkerdRouteOrder,
  linkerdTargetMissing,
  opaquePortWithRoutes,
  opaquePortsDiffer,
  opaquePortsReplaceDefaults,
  overlappingServers,
  probesCutOff,
  rateLimitWithoutEffect,
  resilienceAnnotationInvalid,
  retriesWithoutConditions,
  retryConditionIgnored,
  retryLimitZero,
  routeHidesServiceAnnotations,
  routeIgnoredByServer,
  routePolicyPointless,
  serverAdmitsNobody,
  serverOpensDefault,
  serverParentIgnored,
  serverParentMissing,
  serverPortUnmatched,
  serverProtocolUnknown,
  serverRoutesWithoutCatchAll,
  serverSelectsNoPods,
  serviceProfileForNoService,
  serviceProfileHidesRoutes,
  serviceProfileRegexInvalid,
  skippedPortWithServer,
  streamRouteUnseen,
];
