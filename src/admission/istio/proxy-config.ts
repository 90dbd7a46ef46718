import { Field } from '../../manifest/field';
import type { Complain } from '../../manifest/istio/complain';
import type { ManifestObject } from '../../manifest/manifest-object';
import { checkSelector } from './selectors';

export const PROXY_CONFIG_RULES = ['proxy-config/concurrency'] as const;

export function checkProxyConfig(object: ManifestObject, complain: Complain): void {
  const spec = Field.spec(object);
  const concurrency = spec.at('concurrency');
  checkSelector(spec.at('selector', 'matchLabels'), complain);
  if (concurrency.number < 0) {
    complain('proxy-config/concurrency', concurrency, `\`concurrency\` is ${concurrency.number}, below zero.`, 'Write the number of threads, or 0 for one per core.');
  }
}
