import type { Rule } from '../../rule';

export const LINKERD_RULES: readonly Rule[] = [];
