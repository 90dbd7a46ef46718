import type { Rule } from '../../rule';
import { deprecatedApiVersion } from './deprecated-api-version';
import { duplicateContainerPort } from './duplicate-container-port';
import { networkPolicyCutsMeshPort } from './network-policy-cuts-mesh-port';
import { networkPolicyCutsProbes } from './network-policy-cuts-probes';
import { networkPolicyWithoutPods } from './network-policy-without-pods';
import { probePortWithoutContainer } from './probe-port-without-container';
import { serviceAccountNotFound } from './service-account-not-found';
import { serviceWithoutPods } from './service-without-pods';
import { servicesDisagreeOnProtocol } from './services-disagree-on-protocol';
import { servicesShareTargetPort } from './services-share-target-port';
import { targetPortWithoutContainer } from './target-port-without-container';

export const KUBERNETES_RULES: readonly Rule[] = [
  deprecatedApiVersion, duplicateContainerPort, networkPolicyCutsMeshPort, networkPolicyCutsProbes, networkPolicyWithoutPods,
  probePortWithoutContainer, serviceAccountNotFound, serviceWithoutPods, servicesDisagreeOnProtocol, servicesShareTargetPort, targetPortWithoutContainer,
];
