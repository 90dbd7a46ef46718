import type { Rule } from '../../rule';
import { claimRouteWithoutTokenCheck } from './claim-route-without-token-check';
import { delegateWithoutEffect } from './delegate-without-effect';
import { destinationListedTwice } from './destination-listed-twice';
import { faultBeforeRetries } from './fault-before-retries';
import { gatewayNamedAsDnsName } from './gateway-named-as-dns-name';
import { gatewayRouteSkipsMeshRoutes } from './gateway-route-skips-mesh-routes';
import { hostRoutedTwice } from './host-routed-twice';
import { httpRoutesOnOtherPorts } from './http-routes-on-other-ports';
import { noRouteForTheRest } from './no-route-for-the-rest';
import { policyOfUnroutedHost } from './policy-of-unrouted-host';
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
import { shortHostWithDot } from './short-host-with-dot';
import { sourceMatchWithoutEffect } from './source-match-without-effect';
import { weightOnSingleDestination } from './weight-on-single-destination';

export const ISTIO_RULES: readonly Rule[] = [
  claimRouteWithoutTokenCheck, delegateWithoutEffect, destinationListedTwice, faultBeforeRetries, gatewayNamedAsDnsName, gatewayRouteSkipsMeshRoutes,
  hostRoutedTwice, httpRoutesOnOtherPorts, noRouteForTheRest, policyOfUnroutedHost, prefixTakesSiblingPath, rewriteJoinsPathsWrongly,
  rewriteWithoutPathMatch, routeBoundToGeneratedGateway, routeBoundToUnknownGateway, routeHostNotAtGateway, routeTakesEveryPort,
  routeToUndeclaredPort, routeToUndeclaredSubset, routeToUnknownHost, routeWithoutPort, shortHostWithDot, sourceMatchWithoutEffect,
  weightOnSingleDestination,
];
