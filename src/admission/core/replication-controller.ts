import { atLeast, requiredItems } from './checks';
import type { Field } from './field';
import { shown } from './field';
import { podTemplate, runsForever } from './pod-template';
import { labelMap } from './selectors';

export function replicationController(object: Field): void {
  const spec = object.at('spec');
  const template = spec.at('template');
  atLeast(spec.at('replicas'), 0);
  atLeast(spec.at('minReadySeconds'), 0);
  if (!template.isSet) {
    template.refuse(`${template.name} is missing.`, `Set ${template.name} to the pods to run.`);
    return;
  }
  const own = labelMap(template.at('metadata', 'labels').value);
  const selector = spec.at('selector');
  // Without a selector, it is the labels of the template.
  if (selector.size === 0 && Object.keys(own).length === 0) requiredItems(selector, 'label that the pods of the template have');
  if (Object.entries(labelMap(selector.value)).some(([key, value]) => own[key] !== value)) {
    const labels = template.at('metadata', 'labels');
    labels.refuse(`${labels.name} is ${shown(own)}, which ${selector.name}, ${shown(selector.value)}, does not select.`, `Give the template the labels of ${selector.name}.`);
  }
  podTemplate(template);
  runsForever(template);
}
