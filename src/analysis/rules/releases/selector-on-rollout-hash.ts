import { record, records, texts } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import { podSelectors } from '../../../manifest/pod-selectors';
import { ROLLOUT_HASH_LABEL } from '../../../manifest/rollouts';
import type { Rule } from '../../rule';

export const selectorOnRolloutHash: Rule = {
  id: 'selector-on-rollout-hash',
  severity: 'warning',
  what: 'A selector names the label by which Argo Rollouts tells versions apart.',
  why: 'The value of `rollouts-pod-template-hash` is another with every release: from the next one on the selector matches nothing.',
  remedy: 'Select labels of the pod template that stay.',
  aliases: [],
  see: ['https://argo-rollouts.readthedocs.io/en/stable/features/specification/'],
  check(set, report) {
    for (const { object, selector, path } of podSelectors(set)) {
      // The controller itself writes it into Services.
      if (object.kind === 'Service') continue;
      const plain = texts(record(selector)['matchLabels'])[ROLLOUT_HASH_LABEL];
      if (plain === undefined && !records(record(selector)['matchExpressions']).some(([{ key }]) => key === ROLLOUT_HASH_LABEL)) continue;
      report(object, plain === undefined ? path.slice(0, -1) : [...path, ROLLOUT_HASH_LABEL], {
        message: `${refText(object.ref)} selects pods by ${ROLLOUT_HASH_LABEL}, whose value changes with every release.`,
        remedy: 'Take this label out of the selector, and select labels of the pod template.',
      });
    }
  },
};
