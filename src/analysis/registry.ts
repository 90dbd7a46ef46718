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

/** The rules by what they are about, in the order of the rule page. */
export const RULE_GROUPS = {
  'kubernetes': KUBERNETES_RULES,
  'enrolment': ENROLMENT_RULES,
  'security': SECURITY_RULES,
  'releases': RELEASES_RULES,
  'resilience': RESILIENCE_RULES,
  'gateway-api': GATEWAY_API_RULES,
  'istio': ISTIO_RULES,
  'ambient': AMBIENT_RULES,
  'linkerd': LINKERD_RULES,
} as const satisfies Readonly<Record<string, readonly Rule[]>>;

/** Every rule. */
export const RULES: readonly Rule[] = Object.values(RULE_GROUPS).flat();
