import { Field } from '../../../manifest/field';
import { isHttp, namedProtocol } from '../../../manifest/istio/protocols';
import type { Rule } from '../../rule';

export const httpsRedirectWithoutHttp: Rule = {
  id: 'https-redirect-without-http',
  severity: 'warning',
  what: 'A server of a Gateway redirects to HTTPS and does not serve plain HTTP.',
  why: 'Only plain HTTP can be redirected: on HTTPS, TLS and TCP the setting has no effect, or turns every request back to itself.',
  remedy: 'Write `httpsRedirect` into the server for HTTP, port 80.',
  aliases: ['IST0133'],
  see: ['https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings'],
  check(set, report) {
    for (const object of set.all('networking.istio.io', 'Gateway')) {
      for (const server of Field.spec(object).at('servers').items()) {
        const [redirect, protocol] = [server.at('tls', 'httpsRedirect'), server.at('port', 'protocol')];
        if (!redirect.flag || isHttp(namedProtocol(protocol.text))) continue;
        report(object, redirect.path, {
          message: `\`httpsRedirect\` is set on a server for ${protocol.text || 'no protocol'}.`,
          remedy: 'Take it out here, and write it into a server with port 80 and protocol HTTP.',
        });
      }
    }
  },
};
