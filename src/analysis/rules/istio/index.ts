import type { Rule } from '../../rule';
import { WEBHOOK_WARNING_RULES } from './webhook-warnings';

export const ISTIO_RULES: readonly Rule[] = [...WEBHOOK_WARNING_RULES];
