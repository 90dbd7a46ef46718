import { Field } from '../../../manifest/field';
import { isHttp, namedProtocol } from '../../../manifest/istio/protocols';
import type { Rule } from '../../rule';

export const httpLimitsOnTcpListener: Rule = {
  id: 'http-limits-on-tcp-listener',
  severity: 'warning',
  what: 'An ingress listener of a Sidecar has HTTP limits and does not speak HTTP.',
  why: 'Only the TCP limits act on such a listener.',
  remedy: 'Write an HTTP protocol for the port, or limits under `connectionPool.tcp`.',
  aliases: ['IST0133'],
  check(set, report) {
    for (const object of set.all('networking.istio.io', 'Sidecar')) {
      for (const listener of Field.spec(object).at('ingress').items()) {
        const [http, protocol] = [listener.at('connectionPool', 'http'), listener.at('port', 'protocol').text];
        if (!http.isSet || !listener.at('port').isSet || isHttp(namedProtocol(protocol))) continue;
        report(object, http.path, {
          message: `\`connectionPool.http\` has no effect on port ${listener.at('port', 'number').number}, whose protocol is ${protocol || 'not given'}.`,
          remedy: 'Write port.protocol: HTTP, HTTP2 or GRPC, or move the limits to connectionPool.tcp.',
        });
      }
    }
  },
};
