import { Field } from '../../../manifest/field';
import type { Rule } from '../../rule';

export const selectorWithoutResolution: Rule = {
  id: 'selector-without-resolution',
  severity: 'warning',
  what: 'A ServiceEntry selects pods or WorkloadEntries and has resolution NONE.',
  why: 'With NONE a connection goes to the address that the caller has chosen, and what is selected is never used.',
  remedy: 'Write `resolution: STATIC`, or take the selector out.',
  aliases: ['IST0133'],
  check(set, report) {
    for (const object of set.all('networking.istio.io', 'ServiceEntry')) {
      const spec = Field.spec(object);
      if (!spec.at('workloadSelector').isSet || !['', 'NONE'].includes(spec.at('resolution').text)) continue;
      report(object, spec.at('workloadSelector').path, {
        message: `\`workloadSelector\` has no effect with resolution NONE${spec.at('resolution').isSet ? '' : ', the default'}.`,
        remedy: 'Write resolution: STATIC, or take workloadSelector out.',
      });
    }
  },
};
