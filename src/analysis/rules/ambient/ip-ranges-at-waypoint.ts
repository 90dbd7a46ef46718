import { authorizationPolicies, valuesOf } from '../../../manifest/istio/authorization-policies';
import type { AuthorizationPolicy } from '../../../manifest/istio/authorization-policies';
import { waypoints } from '../../../manifest/istio/waypoints';
import type { ManifestSet } from '../../../manifest/manifest-set';
import type { Rule } from '../../rule';

export const ipRangesAtWaypoint: Rule = {
  id: 'ip-ranges-at-waypoint',
  severity: 'error',
  what: 'A policy at a waypoint goes by the address of the caller.',
  why: 'What a waypoint sees as the peer is a listener of its own: `ipBlocks` never match there, so that an ALLOW refuses and a DENY lets through, and `notIpBlocks` hold for everybody.',
  remedy: 'Go by `principals`, `namespaces` or `serviceAccounts` at the waypoint; keep addresses for a policy that selects the pods, which ztunnel enforces for direct callers.',
  aliases: [],
  see: ['https://istio.io/latest/docs/ambient/usage/l7-features/'],
  failClosed: true,
  check(set, report) {
    for (const policy of authorizationPolicies(set)) {
      if (!isAtWaypoint(set, policy)) continue;
      for (const rule of policy.rules) {
        const values = valuesOf(rule, 'ipBlocks');
        const first = values[0];
        if (!first) continue;
        report(policy.object, first.path.slice(0, -1), {
          message: `A waypoint does not see the address of the caller: "${first.text}" ${first.negative ? `is never it, so that everybody passes this condition` : `never matches, so that the rule ${policy.action === 'DENY' ? 'denies' : 'allows'} nobody`}.`,
          remedy: `Write principals, namespaces or serviceAccounts instead of addresses; for callers outside the mesh, write the addresses into a second AuthorizationPolicy with \`selector\` and neither methods nor paths.`,
        });
      }
    }
  },
};

function isAtWaypoint(set: ManifestSet, { target, namespace }: AuthorizationPolicy): boolean {
  return target.kind === 'targets' && target.refs.some(({ kind, name }) => kind === 'Service' || kind === 'ServiceEntry'
    || (kind === 'GatewayClass' && name === 'istio-waypoint') || (kind === 'Gateway' && waypoints(set).has(`${namespace}/${name}`)));
}
