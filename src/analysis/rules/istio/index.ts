import type { Rule } from '../../rule';
import { certificateOnTwoGateways } from './certificate-on-two-gateways';
import { claimRouteWithoutTokenCheck } from './claim-route-without-token-check';
import { competingDestinationRules } from './competing-destination-rules';
import { competingGateways } from './competing-gateways';
import { competingServiceEntries } from './competing-service-entries';
import { delegateWithoutEffect } from './delegate-without-effect';
import { destinationListedTwice } from './destination-listed-twice';
import { destinationRuleForUnknownHost } from './destination-rule-for-unknown-host';
import { destinationRuleNeverRead } from './destination-rule-never-read';
import { faultBeforeRetries } from './fault-before-retries';
import { gatewayCredentialMissing } from './gateway-credential-missing';
import { gatewayNamedAsDnsName } from './gateway-named-as-dns-name';
import { gatewayPortOffService } from './gateway-port-off-service';
import { gatewayRouteSkipsMeshRoutes } from './gateway-route-skips-mesh-routes';
import { gatewaySelectsNoPods } from './gateway-selects-no-pods';
import { hostRoutedTwice } from './host-routed-twice';
import { httpRoutesOnOtherPorts } from './http-routes-on-other-ports';
import { noRouteForTheRest } from './no-route-for-the-rest';
import { policyOfUnroutedHost } from './policy-of-unrouted-host';
import { portSettingsDropPolicy } from './port-settings-drop-policy';
import { prefixTakesSiblingPath } from './prefix-takes-sibling-path';
import { rewriteJoinsPathsWrongly } from './rewrite-joins-paths-wrongly';
import { rewriteWithoutPathMatch } from './rewrite-without-path-match';
import { routeBoundToGeneratedGateway } from './route-bound-to-generated-gateway';
import { routeBoundToUnknownGateway } from './route-bound-to-unknown-gateway';
import { routeHostNotAtGateway } from './route-host-not-at-gateway';
import { routeTakesEveryPort } from './route-takes-every-port';
import { routeToUndeclaredPort } from './route-to-undeclared-port';
import { routeToUndeclaredSubset } from './route-to-undeclared-subset';
import { routeToUnknownHost } from './route-to-unknown-host';
import { routeWithoutPort } from './route-without-port';
import { serverCertificateUnchecked } from './server-certificate-unchecked';
import { serviceEntryNeedsAddress } from './service-entry-needs-address';
import { shortHostWithDot } from './short-host-with-dot';
import { sourceMatchWithoutEffect } from './source-match-without-effect';
import { subsetSelectsNoPods } from './subset-selects-no-pods';
import { subsetWithoutLabels } from './subset-without-labels';
import { WEBHOOK_WARNING_RULES } from './webhook-warnings';
import { weightOnSingleDestination } from './weight-on-single-destination';

export const ISTIO_RULES: readonly Rule[] = [
  certificateOnTwoGateways, claimRouteWithoutTokenCheck, competingDestinationRules, competingGateways, competingServiceEntries, delegateWithoutEffect,
  destinationListedTwice, destinationRuleForUnknownHost, destinationRuleNeverRead, faultBeforeRetries, gatewayCredentialMissing,
  gatewayNamedAsDnsName, gatewayPortOffService, gatewayRouteSkipsMeshRoutes, gatewaySelectsNoPods, hostRoutedTwice, httpRoutesOnOtherPorts,
  noRouteForTheRest, policyOfUnroutedHost, portSettingsDropPolicy, prefixTakesSiblingPath, rewriteJoinsPathsWrongly, rewriteWithoutPathMatch,
  routeBoundToGeneratedGateway, routeBoundToUnknownGateway, routeHostNotAtGateway, routeTakesEveryPort, routeToUndeclaredPort,
  routeToUndeclaredSubset, routeToUnknownHost, routeWithoutPort, serverCertificateUnchecked, serviceEntryNeedsAddress, shortHostWithDot,
  sourceMatchWithoutEffect, subsetSelectsNoPods, subsetWithoutLabels, weightOnSingleDestination,
  ...WEBHOOK_WARNING_RULES,
];
