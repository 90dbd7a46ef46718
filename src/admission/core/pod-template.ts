import { forbidden, oneOf } from './checks';
import type { Field } from './field';
import { shown } from './field';
import { podAnnotations } from './pod-annotations';
import type { PodOptions } from './pod-spec';
import { podSpec } from './pod-spec';
import { annotations, isEmptySelector, labelMap, labels, labelSelector, selectorMatches } from './selectors';

export function podTemplate(template: Field, options: PodOptions = {}): void {
  labels(template.at('metadata', 'labels'));
  annotations(template.at('metadata', 'annotations'));
  podAnnotations(template.at('metadata', 'annotations'), template.at('spec'));
  podSpec(template.at('spec'), options);
}

/** The selector of a controller: it must be there, select something, and select the pods of the template. */
export function templateSelector(spec: Field): void {
  const selector = spec.at('selector');
  const ofTemplate = spec.at('template', 'metadata', 'labels');
  if (!selector.isSet || (typeof selector.value === 'object' && isEmptySelector(selector))) {
    const [key, value] = Object.entries(labelMap(ofTemplate.value))[0] ?? ['app', 'NAME'];
    selector.refuse(`${selector.name} selects no labels.`, `Set ${selector.name} to { matchLabels: { ${key}: ${value} } }, labels that the pods of the template have.`);
    return;
  }
  labelSelector(selector);
  if (selectorMatches(selector.value, labelMap(ofTemplate.value)) !== false) return;
  ofTemplate.refuse(`${ofTemplate.name} is ${shown(ofTemplate.value ?? {})}, which ${selector.name}, ${shown(selector.value)}, does not select.`,
    `Give the template the labels that ${selector.name} asks for.`);
}

/** Pods that are replaced when they end. */
export function runsForever(template: Field): void {
  const pod = template.at('spec');
  const policy = pod.at('restartPolicy');
  if (policy.value === 'OnFailure' || policy.value === 'Never') {
    policy.refuse(`${policy.name} is ${policy.text}, but pods of this controller always run again.`, `Remove ${policy.name}, or set it to Always.`);
  } else oneOf(policy, ['Always']);
  forbidden(pod.at('activeDeadlineSeconds'), 'pods of this controller run without end');
}
