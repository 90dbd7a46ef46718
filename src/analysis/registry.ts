import type { Rule } from './rule';

/** Every rule, in the order of the rule page. */
export const RULES: readonly Rule[] = [];
