import { ANNOTATIONS } from '../../../manifest/istio/annotations';
import type { Rule } from '../../rule';
import { listed } from '../../wording';
import { annotatedObjects } from './annotated-objects';

/** On a workload it has a rule of its own. */
const INJECT = 'sidecar.istio.io/inject';

export const annotationOnWrongKind: Rule = {
  id: 'annotation-on-wrong-kind',
  severity: 'warning',
  what: 'An annotation of Istio stands on a kind of object on which it is not read.',
  why: 'Most of them are for pods: on a Deployment\'s own metadata, a Service or a Namespace they change nothing.',
  remedy: 'Move the annotation to where it is read; those for pods to the pod template.',
  aliases: ['IST0107'],
  see: ['https://istio.io/latest/docs/reference/config/annotations/'],
  check(set, report) {
    for (const { object, kind, annotations, path } of annotatedObjects(set)) {
      for (const name of Object.keys(annotations)) {
        const facts = ANNOTATIONS[name];
        if (!facts || (name === INJECT && kind !== 'Service' && kind !== 'Namespace') || facts.kinds.includes('Any') || facts.kinds.includes(kind)) continue;
        const forPods = facts.kinds.includes('Pod');
        report(object, [...path, name], {
          message: `"${name}" is read on ${listed(facts.kinds.map(one => (one === 'Pod' ? 'pods' : `a ${one}`)))} only, and here it stands on ${kind === 'Pod' ? 'pods' : `a ${kind}`}.`,
          remedy: forPods && !['Service', 'Namespace'].includes(kind) ? 'Move it to `metadata.annotations` of the pod template.' : `Move it to ${forPods ? 'the pod template of the workload' : `the ${facts.kinds[0]!}`} that it is meant for.`,
        });
      }
    }
  },
};
