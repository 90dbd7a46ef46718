import type { Network } from '../../../manifest/linkerd/networks';
import { CLUSTER_NETWORKS, covers, network } from '../../../manifest/linkerd/networks';
import { POLICY_GROUP } from '../../../manifest/linkerd/references';
import { list, records, text } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

export const egressNetworkInCluster: Rule = {
  id: 'egress-network-in-cluster',
  severity: 'warning',
  what: 'An EgressNetwork lists addresses that are the cluster\'s own.',
  why: 'An EgressNetwork is for what is outside the cluster. One whose networks overlap with `clusterNetworks` of the installation is not accepted, and its traffic policy and routes do not hold.',
  remedy: 'Leave `networks` out for everything outside the cluster, or except the networks of the cluster.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/egress-network/'],
  check(set, report) {
    const cluster = CLUSTER_NETWORKS.map(range => [range, network(range)!] as const);
    for (const object of set.all(POLICY_GROUP, 'EgressNetwork')) {
      for (const [{ cidr, except }, index] of records(object.spec['networks'])) {
        const range = network(text(cidr) ?? '');
        const exceptions = list(except).map(e => network(text(e) ?? '')).filter(e => e !== undefined);
        const overlap = range && cluster.find(([, own]) => overlaps(range, own) && !exceptions.some(e => covers(e, own) || covers(e, range)));
        if (!overlap) continue;
        report(object, ['spec', 'networks', index, 'cidr'], {
          message: `${cidr} overlaps with ${overlap[0]}, which Linkerd takes for the cluster's own unless it is installed with other \`clusterNetworks\`.`,
          remedy: `Write except: [${cluster.filter(([, own]) => covers(range, own)).map(([t]) => `"${t}"`).join(', ') || `"${cidr}"`}] beside it, or leave \`networks\` out.`,
        });
      }
    }
  },
};

function overlaps(a: Network, b: Network): boolean {
  return covers(a, b) || covers(b, a);
}
