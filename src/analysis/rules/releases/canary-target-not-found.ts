import { canaries } from '../../../manifest/canaries';
import { knowsPods } from '../../../manifest/known-objects';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const canaryTargetNotFound: Rule = {
  id: 'canary-target-not-found',
  severity: 'error',
  what: 'A Canary is for a workload that does not exist.',
  why: 'Flagger waits for it and does nothing: there is no apex Service that leads anywhere, and no release.',
  remedy: 'Correct `spec.targetRef`. Reported where the manifests hold other workloads of that namespace.',
  aliases: [],
  see: ['https://docs.flagger.app/usage/how-it-works#canary-target'],
  check(set, report) {
    for (const { object, namespace, targetKind, targetName, target } of canaries(set)) {
      if (target || !['Deployment', 'DaemonSet'].includes(targetKind) || !knowsPods(set, namespace)) continue;
      report(object, ['spec', 'targetRef', 'name'], {
        message: `${refText(object.ref)} is for ${targetKind} ${namespace}/${targetName}, which does not exist.`,
        remedy: `Correct spec.targetRef, or add ${targetKind} ${targetName} to namespace ${namespace}.`,
      });
    }
  },
};
