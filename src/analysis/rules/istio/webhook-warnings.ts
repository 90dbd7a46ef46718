import type { Rule } from '../../rule';
import { abortWithoutStatus } from './abort-without-status';
import { certificateInPassthrough } from './certificate-in-passthrough';
import { denyWithHttpAttributesOnTcp } from './deny-with-http-attributes-on-tcp';
import { deprecatedFilterName } from './deprecated-filter-name';
import { dnsAutoAllocateMetadata } from './dns-auto-allocate-metadata';
import { duplicateEgressHost } from './duplicate-egress-host';
import { emptyWorkloadSelector } from './empty-workload-selector';
import { envoyFilterInUse } from './envoy-filter-in-use';
import { envoyFilterMatchIgnored } from './envoy-filter-match-ignored';
import { httpLimitsOnTcpListener } from './http-limits-on-tcp-listener';
import { httpsRedirectWithoutHttp } from './https-redirect-without-http';
import { ignoredCipherSuite } from './ignored-cipher-suite';
import { invalidMeshConfig } from './invalid-mesh-config';
import { largeDirectResponse } from './large-direct-response';
import { oldTlsWithoutCiphers } from './old-tls-without-ciphers';
import { partialWildcardHost } from './partial-wildcard-host';
import { privateKeyInJwks } from './private-key-in-jwks';
import { secondTracingIgnored } from './second-tracing-ignored';
import { selectorWithoutResolution } from './selector-without-resolution';
import { severalHostsOnAddress } from './several-hosts-on-address';
import { sniHostIsIpAddress } from './sni-host-is-ip-address';
import { virtualServiceIneffectiveMatch } from './virtual-service-ineffective-match';
import { virtualServiceUnreachableRule } from './virtual-service-unreachable-rule';
import { workloadWithoutAddress } from './workload-without-address';

/** What istiod's webhook takes with a warning, and what it would refuse if it saw it. */
export const WEBHOOK_WARNING_RULES: readonly Rule[] = [
  abortWithoutStatus,
  certificateInPassthrough,
  denyWithHttpAttributesOnTcp,
  deprecatedFilterName,
  dnsAutoAllocateMetadata,
  duplicateEgressHost,
  emptyWorkloadSelector,
  envoyFilterInUse,
  envoyFilterMatchIgnored,
  httpLimitsOnTcpListener,
  httpsRedirectWithoutHttp,
  ignoredCipherSuite,
  invalidMeshConfig,
  largeDirectResponse,
  oldTlsWithoutCiphers,
  partialWildcardHost,
  privateKeyInJwks,
  secondTracingIgnored,
  selectorWithoutResolution,
  severalHostsOnAddress,
  sniHostIsIpAddress,
  virtualServiceIneffectiveMatch,
  virtualServiceUnreachableRule,
  workloadWithoutAddress,
];
