import { servers } from '../../../manifest/linkerd/servers';
import type { Rule } from '../../rule';

export const serverProtocolUnknown: Rule = {
  id: 'server-protocol-unknown',
  severity: 'info',
  what: 'A Server does not say what its port speaks.',
  why: 'The proxy then looks at the first bytes of each connection and waits for them up to ten seconds, which holds up protocols in which the server speaks first. What is not HTTP is admitted by policies on the Server only, not by those on routes.',
  remedy: 'Write `proxyProtocol`: HTTP/1, HTTP/2, gRPC, opaque or TLS.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/authorization-policy/#server'],
  check(set, report) {
    for (const { object, namespace, name, proxyProtocol } of servers(set)) {
      if (proxyProtocol !== 'unknown') continue;
      report(object, object.spec['proxyProtocol'] === undefined ? ['spec'] : ['spec', 'proxyProtocol'], {
        message: `Server ${namespace}/${name} leaves it to the proxy to find out the protocol.`,
        remedy: 'Write proxyProtocol: HTTP/1, HTTP/2, gRPC, opaque or TLS.',
      });
    }
  },
};
