import type { Rule } from '../../rule';

export const ENROLMENT_RULES: readonly Rule[] = [];
