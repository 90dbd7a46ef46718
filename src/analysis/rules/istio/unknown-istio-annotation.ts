import { ANNOTATIONS, isIstioAnnotation } from '../../../manifest/istio/annotations';
import type { Rule } from '../../rule';
import { annotatedObjects } from './annotated-objects';

export const unknownIstioAnnotation: Rule = {
  id: 'unknown-istio-annotation',
  severity: 'warning',
  what: 'An annotation has a name of Istio\'s that Istio does not know.',
  why: 'Nobody reads it: what it was meant to change stays as it is.',
  remedy: 'Correct the name.',
  aliases: ['IST0108'],
  see: ['https://istio.io/latest/docs/reference/config/annotations/'],
  check(set, report) {
    for (const { object, annotations, path } of annotatedObjects(set)) {
      for (const name of Object.keys(annotations)) {
        if (!isIstioAnnotation(name) || ANNOTATIONS[name]) continue;
        const alike = Object.keys(ANNOTATIONS).find(known => plain(known) === plain(name)) ?? Object.keys(ANNOTATIONS).find(known => known.split('/')[1] === name.split('/')[1]);
        report(object, [...path, name], {
          message: `Istio knows no annotation "${name}".`,
          remedy: alike ? `Write \`${alike}\`.` : /^(istio\.io|sidecar\.istio\.io|topology\.istio\.io)\//.test(name) ? 'If it is one of Istio\'s labels, move it to `labels`; else correct its name.' : 'Correct its name, or remove it.',
        });
      }
    }
  },
};

const plain = (name: string) => name.toLowerCase().replace(/[^a-z]/g, '');
