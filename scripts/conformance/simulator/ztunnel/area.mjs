// Authorization by ztunnel, by the policies and workloads that istiod sends it.
import { asRunning } from '../ambient/cluster.mjs';
import { podObject, standIns } from '../cluster-stand-ins.mjs';
import { steadyJudge } from '../steady-judge.mjs';
import { expectation, factsOf } from './expectation.mjs';
import { randomMesh } from './mesh.mjs';

export const ztunnel = {
  name: 'ztunnel',
  title: 'Authorization by ztunnel',
  judge: 'istiod',
  covers: [
    'calls of ambient pods, sidecars, plain pods and callers outside to ambient pods: by Service, headless Service, pod, ServiceEntry; through waypoints and around them',
    'PeerAuthentications of mesh, namespace, workload and port',
    'AuthorizationPolicies of root, namespace, selector and targetRefs: every attribute of `from`, `to` and `when`, with its negation; AUDIT and dry run',
    'pods that are taken out of the mesh, or past whose capture plaintext goes',
  ],
  mesh: randomMesh,
  async start() {
    const istio = steadyJudge({ ambient: true });
    return {
      async ask(objects, requests) {
        const running = asRunning(objects, standIns(objects), podObject);
        const configuration = await istio.ask((judge) => judge.ambient(running));
        if (!configuration) return requests.map(() => undefined);
        const mesh = factsOf(objects, running);
        return requests.map((request) => expectation(configuration, mesh, request));
      },
      close: () => istio.close(),
    };
  },
};
