import { enrolment } from '../../../manifest/enrolment';
import { workloads } from '../../../manifest/workloads';
import type { ManifestSet } from '../../../manifest/manifest-set';
import type { Workload } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

/** From this minor version of 1 on, istiod injects native sidecars unless told otherwise. */
const NATIVE_BY_DEFAULT = 27;
const NATIVE = 'sidecar.istio.io/nativeSidecar';

export const jobNeverCompletes: Rule = {
  id: 'job-never-completes',
  severity: 'warning',
  what: 'A Job gets a sidecar that does not end with it.',
  why: 'A sidecar that is an ordinary container goes on when the job\'s own container has ended: the pod never completes, and a CronJob piles such pods up.',
  remedy: 'Let the sidecar be a native one, keep the pods out of the mesh, or let the job end its proxy (`POST localhost:15020/quitquitquit`).',
  aliases: [],
  see: ['https://istio.io/latest/blog/2023/native-sidecars/'],
  check(set, report) {
    for (const workload of workloads(set)) {
      const { object, template, runsToCompletion, id, annotations, madeBy } = workload;
      if (madeBy || !runsToCompletion || isNative(set, workload) || enrolment(set, workload).dataPlane !== 'istio-sidecar' || quits(workload)) continue;
      const said = annotations[NATIVE] !== undefined;
      report(object, said ? [...template, 'metadata', 'annotations', NATIVE] : [...template, 'spec'], {
        message: `Pods of ${id} run to completion, and their sidecar does not: it is no native one (${said ? `${NATIVE}: ${JSON.stringify(annotations[NATIVE])}` : `Istio ${set.settings.istioVersion}`}).`,
        remedy: `Set annotation ${NATIVE}: "true" on the pod template, or keep the pods out with label sidecar.istio.io/inject: "false".`,
      });
    }
  },
};

function isNative(set: ManifestSet, { annotations }: Workload): boolean {
  const said = annotations[NATIVE];
  return said === undefined ? Number(set.settings.istioVersion.split('.')[1]) >= NATIVE_BY_DEFAULT : said === 'true';
}

/** Jobs that stop their proxy themselves say so in a command. */
function quits({ podSpec }: Workload): boolean {
  return JSON.stringify(podSpec['containers'] ?? null).includes('quitquitquit');
}
