import { meshNetworks } from '../../../manifest/istio/mesh-networks';
import { record, records } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

const KNOWN = ['Kubernetes', 'External', 'Mock'];

export const unknownMeshNetworkRegistry: Rule = {
  id: 'unknown-mesh-network-registry',
  severity: 'warning',
  what: 'Mesh networks take endpoints from a registry that Istio does not have.',
  why: 'Endpoints of that cluster belong to no network then, and calls to them do not go through its east-west gateway.',
  remedy: 'Name a cluster of the multi-cluster Secrets, or Kubernetes for the own one.',
  aliases: ['IST0126'],
  see: ['https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#Network-NetworkEndpoints'],
  check(set, report) {
    const clusters = set.all('', 'Secret').filter(({ labels }) => labels['istio/multiCluster'] === 'true').flatMap(({ body }) => Object.keys({ ...record(body['data']), ...record(body['stringData']) }));
    for (const { object, networks } of meshNetworks(set)) {
      for (const [name, network] of Object.entries(networks)) {
        for (const [{ fromRegistry }] of records(record(network)['endpoints'])) {
          if (typeof fromRegistry !== 'string' || KNOWN.includes(fromRegistry) || clusters.includes(fromRegistry)) continue;
          report(object, ['data', 'meshNetworks'], {
            // The cluster's own name is nowhere in the manifests.
            severity: clusters.length > 0 ? 'warning' : 'info',
            message: `Network ${name} takes endpoints of registry "${fromRegistry}", which no multi-cluster Secret of these manifests declares.`,
            remedy: `Write \`fromRegistry: Kubernetes\` for this cluster, or add the Secret of cluster ${fromRegistry}: \`istioctl create-remote-secret --name=${fromRegistry}\`.`,
          });
        }
      }
    }
  },
};
