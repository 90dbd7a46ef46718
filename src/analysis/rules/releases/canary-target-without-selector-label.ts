import { canaries } from '../../../manifest/canaries';
import { record, texts } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

const SELECTOR_LABELS = ['app', 'name', 'app.kubernetes.io/name'];

export const canaryTargetWithoutSelectorLabel: Rule = {
  id: 'canary-target-without-selector-label',
  severity: 'error',
  what: 'The target of a Canary selects its pods by none of the labels that Flagger can rename.',
  why: 'Flagger tells the copy from the target by one of the labels `app`, `name` and `app.kubernetes.io/name`. Without it, it reports an error and no release starts.',
  remedy: 'Select the pods by one of these labels, or name another one in Flagger\'s flag `-selector-labels`.',
  aliases: [],
  see: ['https://docs.flagger.app/usage/how-it-works#canary-target'],
  check(set, report) {
    for (const { object: canary, target } of canaries(set)) {
      if (!target) continue;
      const labels = Object.keys(texts(record(target.object.spec['selector'])['matchLabels']));
      if (SELECTOR_LABELS.some(label => labels.includes(label))) continue;
      report(target.object, ['spec', 'selector'], {
        message: `${refText(target.object.ref)} selects its pods by ${labels.join(', ') || 'no plain label'}, and Flagger (${refText(canary.ref)}) needs one of ${SELECTOR_LABELS.join(', ')}.`,
        remedy: `Add \`app: ${target.name}\` to spec.selector.matchLabels and to the labels of the pod template.`, related: [canary],
      });
    }
  },
};
