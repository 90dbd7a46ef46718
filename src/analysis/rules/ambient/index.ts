import type { Rule } from '../../rule';

export const AMBIENT_RULES: readonly Rule[] = [];
