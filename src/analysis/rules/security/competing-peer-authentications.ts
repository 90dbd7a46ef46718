import { oldest } from '../../../manifest/istio/age';
import { peerAuthentications, peerSelector } from '../../../manifest/istio/peer-authentication';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { selectedWorkloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

export const competingPeerAuthentications: Rule = {
  id: 'competing-peer-authentications',
  severity: 'error',
  what: 'Two PeerAuthentications are for the same pods, or for the same namespace as a whole.',
  why: 'They do not merge: the oldest holds, and the other one, with all its ports, is ignored.',
  remedy: 'Make one of the two, with all ports in it.',
  aliases: ['KIA0002', 'KIA0003'],
  see: ['https://istio.io/latest/docs/reference/config/security/peer_authentication/'],
  check(set, report) {
    const told = new Set<string>();
    for (const { policies, place, alias } of places(set)) {
      if (policies.length < 2) continue;
      const first = oldest(policies)!;
      for (const policy of policies) {
        if (policy === first || told.has(`${policy.key} ${first.key}`)) continue;
        told.add(`${policy.key} ${first.key}`);
        report(policy, peerSelector(policy) ? ['spec', 'selector'] : ['spec'], {
          message: `PeerAuthentication ${first.name} is for ${place} too, and the older of the two holds; where their age is the same, it is ${first.name}, by its name.`,
          remedy: `Write what both say into ${first.name}, and remove ${policy.name}.`,
          related: [first], aliases: [alias],
        });
      }
    }
  },
};

interface Place {
  readonly policies: ManifestObject[];
  readonly place: string;
  readonly alias: string;
}

function places(set: ManifestSet): Iterable<Place> {
  const found = new Map<string, Place>();
  const add = (key: string, place: string, alias: string, policy: ManifestObject) => {
    const known = found.get(key) ?? { policies: [], place, alias };
    known.policies.push(policy);
    found.set(key, known);
  };
  for (const policy of peerAuthentications(set)) {
    const namespace = policy.namespace!;
    const selector = peerSelector(policy);
    if (!selector) add(namespace, `namespace ${namespace}`, 'KIA0002', policy);
    else if (namespace !== set.settings.rootNamespace) for (const { id, name } of selectedWorkloads(set, namespace, selector)) add(`pods ${id}`, `the pods of ${name}`, 'KIA0003', policy);
  }
  return found.values();
}
