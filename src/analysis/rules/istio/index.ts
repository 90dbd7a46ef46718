import type { Rule } from '../../rule';

export const ISTIO_RULES: readonly Rule[] = [];
