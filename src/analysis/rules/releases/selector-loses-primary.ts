import { canaries } from '../../../manifest/canaries';
import { refText } from '../../../manifest/object-ref';
import { selectorsOf } from '../../../manifest/pod-selectors';
import { record, texts } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

export const selectorLosesPrimary: Rule = {
  id: 'selector-loses-primary',
  severity: 'error',
  what: 'A selector names the label that Flagger changes on the pods that carry the traffic.',
  why: 'Flagger copies the target to "-primary" and appends that to the value of the label `app`, `name` or `app.kubernetes.io/name`. Between releases all traffic goes to the copy, which the selector does not match: a policy then guards nothing, an allow-list is gone.',
  remedy: 'Give the pods a second label that stays the same, and select that.',
  aliases: [],
  see: ['https://docs.flagger.app/usage/how-it-works'],
  check(set, report) {
    for (const { object: canary, namespace, serviceName, target, primary } of canaries(set)) {
      if (!target || !primary) continue;
      const kept = selectorsOf(set, namespace, primary.labels);
      const lost = selectorsOf(set, namespace, target.labels).filter(selector => !kept.includes(selector));
      // Where somebody wrote one for each, both are covered.
      const covered = new Set(kept.map(({ object }) => object.kind));
      for (const { object, selector, path, guards } of lost) {
        // Flagger takes the apex Service over, and leads it to the copy.
        if (covered.has(object.kind) || (object.kind === 'Service' && [serviceName, `${serviceName}-canary`].includes(object.name))) continue;
        const key = Object.keys(texts(record(selector)['matchLabels'])).find(label => target.labels[label] !== primary.labels[label]);
        report(object, key === undefined ? path.slice(0, -1) : [...path, key], {
          severity: guards ? 'error' : 'warning',
          message: `${refText(object.ref)} selects ${key === undefined ? 'pods by a label' : `${key}: ${target.labels[key]}`}, and Flagger (${refText(canary.ref)}) changes that to ${key === undefined ? 'another value' : primary.labels[key]} on the pods that carry the traffic.`,
          remedy: `Add a label of your own to the pod template of ${refText(target.object.ref)}, such as \`part-of: ${target.name}\`, and select that instead.`,
          related: [canary, target.object],
        });
      }
    }
  },
};
