import type { Rule } from '../../rule';

export const RELEASES_RULES: readonly Rule[] = [];
