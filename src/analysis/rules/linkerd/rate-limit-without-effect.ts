import { olderFirst } from '../../../manifest/linkerd/order';
import { POLICY_GROUP } from '../../../manifest/linkerd/references';
import { grouped } from '../../../manifest/linkerd/route-parents';
import { findServer } from '../../../manifest/linkerd/servers';
import { record, text } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

export const rateLimitWithoutEffect: Rule = {
  id: 'rate-limit-without-effect',
  severity: 'error',
  what: 'A rate limit of Linkerd\'s is the second one of its Server, or its Server has a protocol without rate limits.',
  why: 'A Server has one HTTPLocalRateLimitPolicy, the oldest; others are not accepted. On Servers for gRPC, opaque or TLS traffic the limit is accepted, and the proxies do not get it.',
  remedy: 'Leave one rate limit for each Server, and put rate limits on Servers for HTTP only.',
  aliases: ['Accepted=False/RateLimitReasonAlreadyExists'],
  see: ['https://linkerd.io/2-edge/reference/rate-limiting/'],
  check(set, report) {
    const limits = grouped(set.all(POLICY_GROUP, 'HTTPLocalRateLimitPolicy'), ({ namespace, spec }) => `${namespace}/${text(record(spec['targetRef'])['name']) ?? ''}`);
    for (const all of limits.values()) {
      const [first, ...others] = [...all].sort(olderFirst);
      for (const limit of others) {
        report(limit, ['spec', 'targetRef'], {
          message: `HTTPLocalRateLimitPolicy ${first!.namespace}/${first!.name} is on the same Server already, and this one does not hold.`,
          remedy: `Put all limits in ${first!.namespace}/${first!.name}, and take this one out.`,
          related: [first!], aliases: ['Accepted=False/RateLimitReasonAlreadyExists'],
        });
      }
      const server = findServer(set, first!.namespace ?? '', text(record(first!.spec['targetRef'])['name']) ?? '');
      if (!server || !['gRPC', 'opaque', 'TLS'].includes(server.proxyProtocol)) continue;
      report(first!, ['spec', 'targetRef'], {
        message: `Server ${server.namespace}/${server.name} has the protocol ${server.proxyProtocol}, for which Linkerd's proxies have no rate limits.`,
        remedy: server.proxyProtocol === 'gRPC' ? `Write proxyProtocol: HTTP/2 on Server ${server.namespace}/${server.name}, with HTTPRoutes instead of GRPCRoutes, or take the limit out.` : 'Take the limit out.',
        related: [server.object], aliases: [],
      });
    }
  },
};
