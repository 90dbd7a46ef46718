import { enrolment } from '../../../manifest/enrolment';
import type { PathStep } from '../../../manifest/field-path';
import { record, records } from '../../../manifest/manifest-object';
import type { Workload } from '../../../manifest/workloads';
import { workloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

const PROXY_UID = 1337;

export const proxyUserId: Rule = {
  id: 'proxy-user-id',
  severity: 'warning',
  what: 'A container runs under the user id of Istio\'s proxy, 1337.',
  why: 'What that user sends is taken for the proxy\'s own traffic and is not intercepted: the container\'s calls leave in plaintext and past all routing.',
  remedy: 'Run the container under another user id.',
  aliases: ['IST0144'],
  see: ['https://istio.io/latest/docs/ops/deployment/application-requirements/#pod-requirements'],
  check(set, report) {
    for (const workload of workloads(set)) {
      if (workload.madeBy || enrolment(set, workload).dataPlane !== 'istio-sidecar') continue;
      for (const { path, name } of runningAsProxy(workload)) {
        report(workload.object, path, {
          message: `Container ${name} of ${workload.id} runs as user ${PROXY_UID}, the sidecar's.`,
          remedy: 'Set `runAsUser` to another number, or leave it out.',
        });
      }
    }
  },
};

function runningAsProxy({ podSpec, template }: Workload): { readonly path: readonly PathStep[]; readonly name: string }[] {
  const ofPod = record(podSpec['securityContext'])['runAsUser'] === PROXY_UID;
  const containers = records(podSpec['containers']).filter(([{ name }]) => name !== 'istio-proxy');
  const own = containers.filter(([container]) => record(container['securityContext'])['runAsUser'] === PROXY_UID);
  const inherits = containers.find(([container]) => record(container['securityContext'])['runAsUser'] === undefined);
  return [
    ...(ofPod && inherits ? [{ path: [...template, 'spec', 'securityContext', 'runAsUser'], name: String(inherits[0]['name']) }] : []),
    ...own.map(([{ name }, index]) => ({ path: [...template, 'spec', 'containers', index, 'securityContext', 'runAsUser'], name: String(name) })),
  ];
}
