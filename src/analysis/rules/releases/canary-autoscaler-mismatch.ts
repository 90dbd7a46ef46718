import { canaries } from '../../../manifest/canaries';
import { knowsKind } from '../../../manifest/known-objects';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { record, text } from '../../../manifest/manifest-object';
import { view } from '../../../manifest/manifest-set';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

const AUTOSCALERS = [['autoscaling', 'HorizontalPodAutoscaler'], ['keda.sh', 'ScaledObject']] as const;

/** By "namespace/name" of what they scale. */
const autoscalers = view(set => new Map(AUTOSCALERS.flatMap(([group, kind]) => set.all(group, kind)).map((object): [string, ManifestObject] =>
  [`${object.namespace}/${text(record(object.spec['scaleTargetRef'])['name'])}`, object])));

export const canaryAutoscalerMismatch: Rule = {
  id: 'canary-autoscaler-mismatch',
  severity: 'warning',
  what: 'A Canary does not know the autoscaler of its target, or names one that does not exist.',
  why: 'Flagger scales the target to zero between releases, and the autoscaler scales it up again; the copy that carries the traffic has no autoscaler at all.',
  remedy: 'Name the autoscaler in `spec.autoscalerRef`: Flagger then pauses it, and makes a copy of it for "-primary".',
  aliases: [],
  see: ['https://docs.flagger.app/usage/how-it-works#canary-target'],
  check(set, report) {
    for (const { object, namespace, targetName } of canaries(set)) {
      const { kind, name, apiVersion } = record(object.spec['autoscalerRef']);
      if (object.spec['autoscalerRef'] === undefined) {
        const autoscaler = autoscalers(set).get(`${namespace}/${targetName}`);
        if (!autoscaler) continue;
        report(object, ['spec', 'targetRef'], {
          message: `${refText(autoscaler.ref)} scales ${targetName}, the target of ${refText(object.ref)}, and the Canary does not name it.`,
          remedy: `Add \`autoscalerRef: { apiVersion: ${autoscaler.body.apiVersion}, kind: ${autoscaler.kind}, name: ${autoscaler.name} }\` to the spec.`, related: [autoscaler],
        });
        continue;
      }
      const group = (text(apiVersion) ?? '').split('/')[0]!;
      if (!knowsKind(set, group, text(kind) ?? '', namespace) || set.find(group, text(kind) ?? '', namespace, text(name) ?? '')) continue;
      report(object, ['spec', 'autoscalerRef', 'name'], {
        message: `${refText(object.ref)} names ${kind} ${namespace}/${name}, which does not exist.`,
        remedy: 'Correct the name, or take autoscalerRef out.',
      });
    }
  },
};
