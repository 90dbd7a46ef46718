import type { Rule } from '../../rule';
import { annotationOnWrongKind } from './annotation-on-wrong-kind';
import { callOutsideSidecar } from './call-outside-sidecar';
import { certificateOnTwoGateways } from './certificate-on-two-gateways';
import { claimRouteWithoutTokenCheck } from './claim-route-without-token-check';
import { competingDestinationRules } from './competing-destination-rules';
import { competingGateways } from './competing-gateways';
import { competingServiceEntries } from './competing-service-entries';
import { delegateWithoutEffect } from './delegate-without-effect';
import { deprecatedAnnotation } from './deprecated-annotation';
import { deprecatedIstioFeature } from './deprecated-istio-feature';
import { destinationListedTwice } from './destination-listed-twice';
import { destinationRuleForUnknownHost } from './destination-rule-for-unknown-host';
import { destinationRuleNeverRead } from './destination-rule-never-read';
import { destinationRuleWithoutWaypoint } from './destination-rule-without-waypoint';
import { envoyFilterOperationIgnored } from './envoy-filter-operation-ignored';
import { envoyFilterWithoutPriority } from './envoy-filter-without-priority';
import { exportToUnknownNamespace } from './export-to-unknown-namespace';
import { faultBeforeRetries } from './fault-before-retries';
import { gatewayCredentialMissing } from './gateway-credential-missing';
import { gatewayNamedAsDnsName } from './gateway-named-as-dns-name';
import { gatewayPortOffService } from './gateway-port-off-service';
import { gatewayRouteSkipsMeshRoutes } from './gateway-route-skips-mesh-routes';
import { gatewaySelectsNoPods } from './gateway-selects-no-pods';
import { hostRoutedTwice } from './host-routed-twice';
import { httpRoutesOnOtherPorts } from './http-routes-on-other-ports';
import { invalidAnnotationValue } from './invalid-annotation-value';
import { noRouteForTheRest } from './no-route-for-the-rest';
import { policyOfUnroutedHost } from './policy-of-unrouted-host';
import { portSettingsDropPolicy } from './port-settings-drop-policy';
import { rewriteJoinsPathsWrongly } from './rewrite-joins-paths-wrongly';
import { rewriteWithoutPathMatch } from './rewrite-without-path-match';
import { rootSidecarWithSelector } from './root-sidecar-with-selector';
import { routeBoundToGeneratedGateway } from './route-bound-to-generated-gateway';
import { routeBoundToUnknownGateway } from './route-bound-to-unknown-gateway';
import { routeHostNotAtGateway } from './route-host-not-at-gateway';
import { routeKindNotAtGateway } from './route-kind-not-at-gateway';
import { routeNotExportedToGateway } from './route-not-exported-to-gateway';
import { routeTakesEveryPort } from './route-takes-every-port';
import { routeToUndeclaredPort } from './route-to-undeclared-port';
import { routeToUndeclaredSubset } from './route-to-undeclared-subset';
import { routeToUnknownHost } from './route-to-unknown-host';
import { routeWithoutPort } from './route-without-port';
import { selectorOnDeployedGateway } from './selector-on-deployed-gateway';
import { selectorWithoutPods } from './selector-without-pods';
import { serverCertificateUnchecked } from './server-certificate-unchecked';
import { serviceEntryNeedsAddress } from './service-entry-needs-address';
import { servicePortWithoutProtocol } from './service-port-without-protocol';
import { severalSidecarsForOnePod } from './several-sidecars-for-one-pod';
import { severalTelemetriesForOnePod } from './several-telemetries-for-one-pod';
import { shortHostWithDot } from './short-host-with-dot';
import { sidecarImportsUnknownHost } from './sidecar-imports-unknown-host';
import { sidecarOfAmbientPods } from './sidecar-of-ambient-pods';
import { sourceMatchWithoutEffect } from './source-match-without-effect';
import { subsetSelectsNoPods } from './subset-selects-no-pods';
import { subsetWithoutLabels } from './subset-without-labels';
import { telemetryWithoutProvider } from './telemetry-without-provider';
import { unknownIstioAnnotation } from './unknown-istio-annotation';
import { unknownMeshNetworkRegistry } from './unknown-mesh-network-registry';
import { unrestrictedKeyFetch } from './unrestricted-key-fetch';
import { WEBHOOK_WARNING_RULES } from './webhook-warnings';
import { weightOnSingleDestination } from './weight-on-single-destination';
import { workloadGroupAccountMissing } from './workload-group-account-missing';
import { workloadGroupsAlike } from './workload-groups-alike';

export const ISTIO_RULES: readonly Rule[] = [
  annotationOnWrongKind, callOutsideSidecar, certificateOnTwoGateways, claimRouteWithoutTokenCheck, competingDestinationRules, competingGateways,
  competingServiceEntries, delegateWithoutEffect, deprecatedAnnotation, deprecatedIstioFeature, destinationListedTwice, destinationRuleForUnknownHost,
  destinationRuleNeverRead, destinationRuleWithoutWaypoint, envoyFilterOperationIgnored, envoyFilterWithoutPriority, exportToUnknownNamespace,
  faultBeforeRetries, gatewayCredentialMissing, gatewayNamedAsDnsName, gatewayPortOffService, gatewayRouteSkipsMeshRoutes, gatewaySelectsNoPods,
  hostRoutedTwice, httpRoutesOnOtherPorts, invalidAnnotationValue, noRouteForTheRest, policyOfUnroutedHost, portSettingsDropPolicy,
  rewriteJoinsPathsWrongly, rewriteWithoutPathMatch, rootSidecarWithSelector, routeBoundToGeneratedGateway, routeBoundToUnknownGateway,
  routeHostNotAtGateway, routeKindNotAtGateway, routeNotExportedToGateway, routeTakesEveryPort, routeToUndeclaredPort, routeToUndeclaredSubset, routeToUnknownHost, routeWithoutPort,
  selectorOnDeployedGateway, selectorWithoutPods, serverCertificateUnchecked, serviceEntryNeedsAddress, servicePortWithoutProtocol,
  severalSidecarsForOnePod, severalTelemetriesForOnePod, shortHostWithDot, sidecarImportsUnknownHost, sidecarOfAmbientPods, sourceMatchWithoutEffect,
  subsetSelectsNoPods, subsetWithoutLabels, telemetryWithoutProvider, unknownIstioAnnotation, unknownMeshNetworkRegistry, unrestrictedKeyFetch,
  weightOnSingleDestination, workloadGroupAccountMissing, workloadGroupsAlike,
  ...WEBHOOK_WARNING_RULES,
];
