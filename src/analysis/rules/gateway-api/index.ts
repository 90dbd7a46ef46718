import type { Rule } from '../../rule';

export const GATEWAY_API_RULES: readonly Rule[] = [];
