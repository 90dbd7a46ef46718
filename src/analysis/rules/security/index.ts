import type { Rule } from '../../rule';
import { foreignTrustDomain } from './foreign-trust-domain';
import { guardWithoutPods } from './guard-without-pods';
import { malformedPrincipal } from './malformed-principal';
import { methodNeverSent } from './method-never-sent';
import { pathNeverMatches } from './path-never-matches';
import { policyHostUnknown } from './policy-host-unknown';
import { policyHostWithoutPort } from './policy-host-without-port';
import { policyTargetNotFound } from './policy-target-not-found';
import { servicePortInPolicy } from './service-port-in-policy';
import { unknownCallerAccount } from './unknown-caller-account';
import { unknownCallerNamespace } from './unknown-caller-namespace';
import { wildcardInMiddle } from './wildcard-in-middle';

export const SECURITY_RULES: readonly Rule[] = [
  foreignTrustDomain,
  guardWithoutPods,
  malformedPrincipal,
  methodNeverSent,
  pathNeverMatches,
  policyHostUnknown,
  policyHostWithoutPort,
  policyTargetNotFound,
  servicePortInPolicy,
  unknownCallerAccount,
  unknownCallerNamespace,
  wildcardInMiddle,
];
