import { attachmentsOf, isServiceRef } from '../../../manifest/gateway-api/attachments';
import { gatewayOfService } from '../../../manifest/gateway-api/gateways';
import { isLinkerds } from '../../../manifest/gateway-api/route-planes';
import { everyBackend, routes } from '../../../manifest/gateway-api/routes';
import { homeOf, knowsServices, nearestName } from '../../../manifest/known-objects';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { refText } from '../../../manifest/object-ref';
import { findService } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const backendNotFound: Rule = {
  id: 'backend-not-found',
  severity: 'error',
  what: 'A route sends to a Service that does not exist.',
  why: 'The share of requests for this backend is answered 500 (gRPC: UNAVAILABLE).',
  remedy: 'Correct the name and the namespace of the backendRef, or add the Service. `namespace` defaults to the namespace of the route, not of its parent. On Linkerd, a name that may be that of a Service mirrored from another cluster is an `info`.',
  aliases: ['KIA1402', 'ResolvedRefs=False/BackendNotFound'],
  see: ['https://gateway-api.sigs.k8s.io/reference/spec/#httpbackendref'],
  check(set, report) {
    for (const route of routes(set)) {
      const linkerds = attachmentsOf(set, route).some(attachment => isLinkerds(set, attachment));
      for (const backend of route.rules.flatMap(everyBackend)) {
        const { namespace, name } = backend;
        if (!isServiceRef(backend) || !knowsServices(set, namespace) || findService(set, namespace, name) || gatewayOfService(set, namespace, name)) continue;
        const elsewhere = homeOf(set, '', 'Service', name);
        const meant = nearestName(set, '', 'Service', namespace, name);
        report(route.object, [...backend.path, 'name'], {
          severity: linkerds && mayBeMirrored(set, namespace, name) ? 'info' : 'error',
          message: `${refText(route.object.ref)} sends to Service ${namespace}/${name}, which does not exist.`,
          remedy: elsewhere ? `Set \`namespace: ${elsewhere}\` in this reference: there is a Service ${elsewhere}/${name}.` : meant ? `Write \`name: ${meant}\`, if that is meant, or add a Service ${name} to namespace ${namespace}.` : `Correct the name, or add a Service ${name} to namespace ${namespace}.`,
        });
      }
    }
  },
};

/** Linkerd gives a Service of another cluster the name of the Service, a hyphen, and the name of the cluster. */
function mayBeMirrored(set: ManifestSet, namespace: string, name: string): boolean {
  const parts = name.split('-');
  return parts.some((_, cut) => cut > 0 && findService(set, namespace, parts.slice(0, cut).join('-')) !== undefined);
}
