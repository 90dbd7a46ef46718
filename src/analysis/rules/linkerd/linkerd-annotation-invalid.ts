import { PROXY_ANNOTATIONS } from '../../../manifest/linkerd/proxy-annotations';
import type { Rule } from '../../rule';
import { annotationPath, linkerdAnnotations } from './annotation-place';

export const linkerdAnnotationInvalid: Rule = {
  id: 'linkerd-annotation-invalid',
  severity: 'error',
  what: 'An annotation that configures Linkerd\'s proxy has a value that Linkerd does not understand.',
  why: 'Linkerd only logs such a value: the default of the installation holds, which for the inbound policy is to admit everybody, and for `linkerd.io/inject` is no proxy.',
  remedy: 'Write a value of the kind that the annotation takes.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/proxy-configuration/'],
  check(set, report) {
    for (const place of linkerdAnnotations(set)) {
      if (place.role !== 'pods' && place.role !== 'namespace' && place.role !== 'service') continue;
      for (const [name, value] of Object.entries(place.annotations)) {
        const expected = PROXY_ANNOTATIONS.get(name)?.problem(value);
        if (expected === undefined) continue;
        report(place.object, annotationPath(place, name), {
          message: `The value "${value}" of ${name} is not ${expected}, and Linkerd ignores it.`,
          remedy: `Write ${expected}.`,
        });
      }
    }
  },
};
