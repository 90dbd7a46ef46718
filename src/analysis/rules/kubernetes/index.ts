import type { Rule } from '../../rule';
import { targetPortWithoutContainer } from './target-port-without-container';

export const KUBERNETES_RULES: readonly Rule[] = [targetPortWithoutContainer];
