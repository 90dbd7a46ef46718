import type { Rule } from '../../rule';
import { deprecatedApiVersion } from './deprecated-api-version';
import { targetPortWithoutContainer } from './target-port-without-container';

export const KUBERNETES_RULES: readonly Rule[] = [deprecatedApiVersion, targetPortWithoutContainer];
