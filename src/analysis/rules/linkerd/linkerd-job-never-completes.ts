import { enrolment } from '../../../manifest/enrolment';
import { podAnnotation } from '../../../manifest/linkerd/port-list';
import type { ManifestSet } from '../../../manifest/manifest-set';
import type { Workload } from '../../../manifest/workloads';
import { workloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

const NATIVE = ['config.linkerd.io/proxy-enable-native-sidecar', 'config.beta.linkerd.io/proxy-enable-native-sidecar', 'config.alpha.linkerd.io/proxy-enable-native-sidecar'];
/** The minor version of 2 from which on proxies are native sidecars unless told otherwise. */
const NATIVE_BY_DEFAULT = 20;

export const linkerdJobNeverCompletes: Rule = {
  id: 'linkerd-job-never-completes',
  severity: 'warning',
  what: 'A Job gets a proxy of Linkerd\'s that does not end with it.',
  why: 'A proxy that is an ordinary container goes on when the job\'s own container has ended: the pod never completes. Init containers, too, run before such a proxy, and what they call over the mesh fails.',
  remedy: 'Let the proxy be a native sidecar, keep the pods out of the mesh, or let the job end its proxy (`POST localhost:4191/shutdown`, `linkerd-await --shutdown`).',
  aliases: [],
  see: ['https://linkerd.io/2-edge/features/native-sidecars/'],
  check(set, report) {
    for (const workload of workloads(set)) {
      const { object, template, runsToCompletion, madeBy } = workload;
      if (madeBy || !runsToCompletion || enrolment(set, workload).dataPlane !== 'linkerd' || isNative(set, workload) || endsProxy(workload)) continue;
      const stated = NATIVE.find(name => workload.annotations[name] !== undefined);
      report(object, stated === undefined ? [...template, 'spec'] : [...template, 'metadata', 'annotations', stated], {
        message: `The pods of ${object.kind} ${object.namespace}/${object.name} run to completion, and their proxy, which is no native sidecar (${stated === undefined ? `Linkerd ${set.settings.linkerdVersion}` : `${stated}: "${workload.annotations[stated]}"`}), does not.`,
        remedy: `Write the annotation ${NATIVE[0]}: "true" on the pod template, or linkerd.io/inject: disabled.`,
      });
    }
  },
};

function isNative(set: ManifestSet, workload: Workload): boolean {
  const stated = NATIVE.map(name => podAnnotation(set, workload, name)).find(value => value !== undefined);
  return stated === undefined ? Number(set.settings.linkerdVersion.split('.')[1]) >= NATIVE_BY_DEFAULT : /^(1|t|true)$/i.test(stated);
}

/** Jobs that stop their proxy themselves say so in a command. */
function endsProxy({ podSpec }: Workload): boolean {
  return /4191\/shutdown|linkerd-await/.test(JSON.stringify(podSpec['containers'] ?? null));
}
