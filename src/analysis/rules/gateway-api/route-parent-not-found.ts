import { entryOf } from '../../../manifest/manifest-object';
import { isServiceRef } from '../../../manifest/gateway-api/attachments';
import { gatewayOfService } from '../../../manifest/gateway-api/gateways';
import { GATEWAY_GROUP } from '../../../manifest/gateway-api/references';
import { routes } from '../../../manifest/gateway-api/routes';
import { homeOf, knowsKind, knowsServices, nearestName } from '../../../manifest/known-objects';
import { refText } from '../../../manifest/object-ref';
import { findService } from '../../../manifest/services';
import type { Rule } from '../../rule';

/** Kinds of parents that are plain objects of a namespace. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  [GATEWAY_GROUP]: ['Gateway', 'ListenerSet'],
  'networking.istio.io': ['ServiceEntry'],
  'policy.linkerd.io': ['EgressNetwork'],
};

export const routeParentNotFound: Rule = {
  id: 'route-parent-not-found',
  severity: 'error',
  what: 'A route names a parent that does not exist.',
  why: 'A route without a parent is carried out nowhere: requests go on as if it were not there, and nothing says so but a condition that is missing from its status.',
  remedy: 'Correct `kind`, `name` and `namespace` of the entry in `parentRefs`, or add the object that it names. A parent that the manifests do not hold at all is only reported where they hold others of its kind in that namespace.',
  aliases: ['KIA1401', 'Accepted=False/NoMatchingParent'],
  see: ['https://gateway-api.sigs.k8s.io/api-types/httproute/#attaching-to-gateways'],
  check(set, report) {
    for (const route of routes(set)) {
      for (const ref of route.parents) {
        const { group, kind, namespace, name } = ref;
        const [exists, known] = isServiceRef(ref)
          ? [findService(set, namespace, name) ?? gatewayOfService(set, namespace, name), knowsServices(set, namespace)]
          : [set.find(group, kind, namespace, name), knowsKind(set, group, kind, namespace)];
        if (exists || (!isServiceRef(ref) && !entryOf(KINDS, group)?.includes(kind))) continue;
        // A Gateway is commonly another team's; in the route's own namespace it is worth a word all the same.
        if (!known && (kind !== 'Gateway' || namespace !== route.namespace)) continue;
        const elsewhere = homeOf(set, isServiceRef(ref) ? '' : group, kind, name);
        const meant = nearestName(set, isServiceRef(ref) ? '' : group, kind, namespace, name);
        report(route.object, [...ref.path, 'name'], {
          severity: known ? 'error' : 'info',
          message: `${refText(route.object.ref)} attaches to ${kind} ${namespace}/${name}, which ${known ? 'does not exist' : 'the manifests do not hold'}.`,
          remedy: elsewhere ? `Set \`namespace: ${elsewhere}\` in this parentRef: there is a ${kind} ${elsewhere}/${name}.` : meant ? `Write \`name: ${meant}\`, if that is meant, or add ${kind} ${namespace}/${name}.` : `Correct the name of this parentRef, or add ${kind} ${namespace}/${name}.`,
        });
      }
    }
  },
};
