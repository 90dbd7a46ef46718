import type { Rule } from './rule';
import { AMBIENT_RULES } from './rules/ambient';
import { ENROLMENT_RULES } from './rules/enrolment';
import { GATEWAY_API_RULES } from './rules/gateway-api';
import { ISTIO_RULES } from './rules/istio';
import { KUBERNETES_RULES } from './rules/kubernetes';
import { LINKERD_RULES } from './rules/linkerd';
import { RELEASES_RULES } from './rules/releases';
import { RESILIENCE_RULES } from './rules/resilience';
import { SECURITY_RULES } from './rules/security';

/** Every rule, in the order of the rule page. */
export const RULES: readonly Rule[] = [
  ...KUBERNETES_RULES, ...ENROLMENT_RULES, ...SECURITY_RULES, ...RELEASES_RULES, ...RESILIENCE_RULES,
  ...GATEWAY_API_RULES, ...ISTIO_RULES, ...AMBIENT_RULES, ...LINKERD_RULES,
];
