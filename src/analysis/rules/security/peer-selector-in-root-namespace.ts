import { peerAuthentications, peerSelector } from '../../../manifest/istio/peer-authentication';
import { selectedEverywhere } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

export const peerSelectorInRootNamespace: Rule = {
  id: 'peer-selector-in-root-namespace',
  severity: 'error',
  what: 'A PeerAuthentication in the root namespace selects pods.',
  why: 'Istio ignores it, in every namespace: the root namespace\'s PeerAuthentication is for the mesh as a whole.',
  remedy: 'Create it in the namespace of the pods.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/security/peer_authentication/'],
  failClosed: true,
  check(set, report) {
    const { rootNamespace } = set.settings;
    for (const policy of peerAuthentications(set)) {
      const selector = policy.namespace === rootNamespace ? peerSelector(policy) : undefined;
      if (!selector) continue;
      const pods = selectedEverywhere(set, selector);
      report(policy, ['spec', 'selector'], {
        message: `In the root namespace ${rootNamespace}, Istio ignores a PeerAuthentication with a selector${pods[0] ? `: the pods of ${pods[0].namespace}/${pods[0].name} are not reached` : ''}.`,
        remedy: `Set \`metadata.namespace: ${pods.find(({ namespace }) => namespace !== rootNamespace)?.namespace ?? '<namespace of the pods>'}\`, or take selector out for the whole mesh.`,
        related: pods.slice(0, 1).map(({ object }) => object),
      });
    }
  },
};
