import { servers } from '../../../manifest/linkerd/servers';
import { workloadsIn } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

export const serverSelectsNoPods: Rule = {
  id: 'server-selects-no-pods',
  severity: 'warning',
  what: 'A Server selects none of the pods that the manifests have in its namespace.',
  why: 'Nothing is about the Server then, nor are its policies and routes: the ports that were meant are left to the default policy.',
  remedy: 'Write labels in `podSelector` that the pod templates have.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/authorization-policy/#server'],
  check(set, report) {
    for (const { object, namespace, selectsPods, workloads } of servers(set)) {
      const pods = workloadsIn(set, namespace);
      if (!selectsPods || workloads.length > 0 || pods.length === 0) continue;
      report(object, ['spec', 'podSelector'], {
        message: `None of the ${pods.length} workloads in namespace "${namespace}" has pods with these labels.`,
        remedy: `Write labels that pods have, such as those of ${pods[0]!.object.kind} ${pods[0]!.name}: ${labelsText(pods[0]!.labels)}.`,
      });
    }
  },
};

function labelsText(labels: Readonly<Record<string, string>>): string {
  const entries = Object.entries(labels).slice(0, 3);
  return entries.length === 0 ? 'none yet' : `{ ${entries.map(([key, value]) => `${key}: ${value}`).join(', ')} }`;
}
