import { ANNOTATIONS } from '../../../manifest/istio/annotations';
import type { Rule } from '../../rule';
import { annotatedObjects } from './annotated-objects';

export const deprecatedAnnotation: Rule = {
  id: 'deprecated-annotation',
  severity: 'info',
  what: 'An annotation of Istio is deprecated.',
  why: 'It goes away in some later version.',
  remedy: 'Use what took its place: for injection the label of the same name, for most others `proxy.istio.io/config` or a Telemetry.',
  aliases: ['IST0135'],
  see: ['https://istio.io/latest/docs/reference/config/annotations/'],
  check(set, report) {
    for (const { object, annotations, labels, path } of annotatedObjects(set)) {
      for (const [name, value] of Object.entries(annotations)) {
        if (!ANNOTATIONS[name]?.deprecated || labels[name] !== undefined) continue;
        report(object, [...path, name], {
          message: `The annotation "${name}" is deprecated.`,
          remedy: name === 'sidecar.istio.io/inject' ? `Set the label \`${name}: "${value}"\` on the pods instead.`
            : name.startsWith('sidecar.istio.io/') ? 'Say it in annotation `proxy.istio.io/config`, or in a Telemetry.' : 'Remove it.',
        });
      }
    }
  },
};
