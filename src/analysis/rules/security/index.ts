import type { Rule } from '../../rule';
import { allowClosesOtherPorts } from './allow-closes-other-ports';
import { allowListForEverybody } from './allow-list-for-everybody';
import { clientTlsAgainstServer } from './client-tls-against-server';
import { competingPeerAuthentications } from './competing-peer-authentications';
import { contradictoryRule } from './contradictory-rule';
import { deniedPathSpelling } from './denied-path-spelling';
import { denyHidesAllowList } from './deny-hides-allow-list';
import { dryRunLeft } from './dry-run-left';
import { foreignTrustDomain } from './foreign-trust-domain';
import { guardWithoutPods } from './guard-without-pods';
import { httpRuleOnTcpPort } from './http-rule-on-tcp-port';
import { identityWithoutMtls } from './identity-without-mtls';
import { malformedPrincipal } from './malformed-principal';
import { meshWideAllowList } from './mesh-wide-allow-list';
import { methodNeverSent } from './method-never-sent';
import { pathNeverMatches } from './path-never-matches';
import { peerAuthenticationWithoutMode } from './peer-authentication-without-mode';
import { peerSelectorInRootNamespace } from './peer-selector-in-root-namespace';
import { podsWithoutPolicy } from './pods-without-policy';
import { policyHostUnknown } from './policy-host-unknown';
import { policyHostWithoutPort } from './policy-host-without-port';
import { policyOutsideMesh } from './policy-outside-mesh';
import { policyTargetNotFound } from './policy-target-not-found';
import { portMtlsOnServicePort } from './port-mtls-on-service-port';
import { servicePortInPolicy } from './service-port-in-policy';
import { strictAboveDisable } from './strict-above-disable';
import { strictWithoutClientTls } from './strict-without-client-tls';
import { tokenNotRequired } from './token-not-required';
import { tokenOfUnknownIssuer } from './token-of-unknown-issuer';
import { tokenRuleWithoutAuthentication } from './token-rule-without-authentication';
import { unknownAuthorizationProvider } from './unknown-authorization-provider';
import { unknownCallerAccount } from './unknown-caller-account';
import { unknownCallerNamespace } from './unknown-caller-namespace';
import { wildcardInMiddle } from './wildcard-in-middle';

export const SECURITY_RULES: readonly Rule[] = [
  allowClosesOtherPorts,
  allowListForEverybody,
  clientTlsAgainstServer,
  competingPeerAuthentications,
  contradictoryRule,
  deniedPathSpelling,
  denyHidesAllowList,
  dryRunLeft,
  foreignTrustDomain,
  guardWithoutPods,
  httpRuleOnTcpPort,
  identityWithoutMtls,
  malformedPrincipal,
  meshWideAllowList,
  methodNeverSent,
  pathNeverMatches,
  peerAuthenticationWithoutMode,
  peerSelectorInRootNamespace,
  podsWithoutPolicy,
  policyHostUnknown,
  policyHostWithoutPort,
  policyOutsideMesh,
  policyTargetNotFound,
  portMtlsOnServicePort,
  servicePortInPolicy,
  strictAboveDisable,
  strictWithoutClientTls,
  tokenNotRequired,
  tokenOfUnknownIssuer,
  tokenRuleWithoutAuthentication,
  unknownAuthorizationProvider,
  unknownCallerAccount,
  unknownCallerNamespace,
  wildcardInMiddle,
];
