import type { Rule } from '../../rule';

export const RESILIENCE_RULES: readonly Rule[] = [
];
