import { isServiceRef } from '../../../manifest/gateway-api/attachments';
import { gatewayOfService } from '../../../manifest/gateway-api/gateways';
import { routes } from '../../../manifest/gateway-api/routes';
import { homeOf, knowsServices } from '../../../manifest/known-objects';
import { refText } from '../../../manifest/object-ref';
import { findService } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const backendNotFound: Rule = {
  id: 'backend-not-found',
  severity: 'error',
  what: 'A route sends to a Service that does not exist.',
  why: 'The share of requests for this backend is answered 500 (gRPC: UNAVAILABLE).',
  remedy: 'Correct the name and the namespace of the backendRef, or add the Service. `namespace` defaults to the namespace of the route, not of its parent.',
  aliases: ['KIA1402', 'ResolvedRefs=False/BackendNotFound'],
  see: ['https://gateway-api.sigs.k8s.io/reference/spec/#httpbackendref'],
  check(set, report) {
    for (const route of routes(set)) {
      for (const backend of route.rules.flatMap(({ backends, mirrors }) => [...backends, ...mirrors])) {
        const { namespace, name } = backend;
        if (!isServiceRef(backend) || !knowsServices(set, namespace) || findService(set, namespace, name) || gatewayOfService(set, namespace, name)) continue;
        const elsewhere = homeOf(set, '', 'Service', name);
        report(route.object, [...backend.path, 'name'], {
          message: `${refText(route.object.ref)} sends to Service ${namespace}/${name}, which does not exist.`,
          remedy: elsewhere ? `Set \`namespace: ${elsewhere}\` in this reference: there is a Service ${elsewhere}/${name}.` : `Correct the name, or add a Service ${name} to namespace ${namespace}.`,
        });
      }
    }
  },
};
