import { Field } from '../../../manifest/field';
import type { Rule } from '../../rule';

export const secondTracingIgnored: Rule = {
  id: 'second-tracing-ignored',
  severity: 'warning',
  what: 'A Telemetry has more than one entry of tracing, or one with more than one provider.',
  why: 'Proxies send spans to one provider: the others get none.',
  remedy: 'Keep one entry with one provider; let a collector hand the spans on.',
  aliases: ['IST0133'],
  check(set, report) {
    for (const object of set.all('telemetry.istio.io', 'Telemetry')) {
      const tracing = Field.spec(object).at('tracing');
      if (tracing.size > 1) {
        report(object, tracing.path, { message: `There are ${tracing.size} entries of tracing, and one is used.`, remedy: 'Merge them into one.' });
      }
      for (const providers of tracing.items().map(entry => entry.at('providers'))) {
        if (providers.size < 2) continue;
        const names = providers.items().map(provider => provider.at('name').text);
        report(object, providers.path, {
          message: `Tracing has ${names.length} providers, ${names.join(', ')}, and one is used.`,
          remedy: `Keep "${names[0]}", and let its collector send the spans to the others.`,
        });
      }
    }
  },
};
