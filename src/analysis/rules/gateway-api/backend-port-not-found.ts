import { isServiceRef } from '../../../manifest/gateway-api/attachments';
import { everyBackend, routes } from '../../../manifest/gateway-api/routes';
import { refText } from '../../../manifest/object-ref';
import { findService } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const backendPortNotFound: Rule = {
  id: 'backend-port-not-found',
  severity: 'error',
  what: 'A route sends to a port that the Service does not have.',
  why: 'There is nothing to send to: the share of requests for this backend is answered with an error.',
  remedy: 'Write the number of a port of the Service into `port`: the Service\'s own, not the container\'s.',
  aliases: [],
  see: ['https://gateway-api.sigs.k8s.io/reference/spec/#httpbackendref'],
  check(set, report) {
    for (const route of routes(set)) {
      for (const backend of route.rules.flatMap(everyBackend)) {
        const service = isServiceRef(backend) ? findService(set, backend.namespace, backend.name) : undefined;
        if (!service || service.externalName !== undefined || backend.port === undefined || service.ports.some(({ port }) => port === backend.port)) continue;
        const meant = service.ports.find(({ targetPort }) => targetPort === backend.port);
        report(route.object, [...backend.path, 'port'], {
          message: `${refText(route.object.ref)} sends to port ${backend.port} of Service ${service.namespace}/${service.name}, which has ${service.ports.length === 0 ? 'no ports' : `only ${service.ports.map(({ port }) => port).join(', ')}`}${meant ? `; ${backend.port} is the container's port` : ''}.`,
          remedy: service.ports.length === 0 ? `Add port ${backend.port} to the Service.` : `Set \`port: ${(meant ?? service.ports[0]!).port}\`, or add port ${backend.port} to the Service.`,
          related: [service.object],
        });
      }
    }
  },
};
