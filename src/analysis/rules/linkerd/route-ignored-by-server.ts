import { entryOf } from '../../../manifest/manifest-object';
import { routeParents } from '../../../manifest/linkerd/route-parents';
import { findServer } from '../../../manifest/linkerd/servers';
import type { Rule } from '../../rule';

/** Kinds of routes that are read on a Server of each protocol. */
const READ: Readonly<Record<string, readonly string[]>> = {
  unknown: ['HTTPRoute'], 'HTTP/1': ['HTTPRoute'], 'HTTP/2': ['HTTPRoute'], gRPC: ['GRPCRoute'], opaque: [], TLS: [],
};

export const routeIgnoredByServer: Rule = {
  id: 'route-ignored-by-server',
  severity: 'error',
  what: 'A route is attached to a Server whose protocol has no such routes.',
  why: 'Linkerd reads GRPCRoutes on Servers with `proxyProtocol: gRPC` only, HTTPRoutes on HTTP ones, and none on opaque or TLS ones. The route is accepted and not in force, so that the policies on it admit nobody.',
  remedy: 'Give the Server the protocol that its routes are for, or write routes of its protocol.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/authorization-policy/'],
  check(set, report) {
    for (const { route, kind, namespace, name, path } of routeParents(set)) {
      const server = kind === 'Server' && namespace === route.namespace ? findServer(set, namespace, name) : undefined;
      const read = server && entryOf(READ, server.proxyProtocol);
      if (!server || !read || read.includes(route.kind)) continue;
      const protocol = route.kind === 'GRPCRoute' ? 'gRPC' : 'HTTP/1';
      report(route, path, {
        message: `Server ${namespace}/${name} has the protocol ${server.proxyProtocol}, on which Linkerd reads no ${route.kind}.`,
        remedy: ['GRPCRoute', 'HTTPRoute'].includes(route.kind) ? `Write proxyProtocol: ${protocol} on Server ${namespace}/${name}, or attach ${read[0] ? `an ${read[0]}`.replace('an GRPC', 'a GRPC') : 'no route'}.`
          : 'Take the parent out: only HTTPRoutes and GRPCRoutes can be attached to Servers.',
        related: [server.object],
      });
    }
  },
};
