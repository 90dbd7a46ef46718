import type { IstioGateway } from '../../../manifest/istio/gateways';
import { istioGateways } from '../../../manifest/istio/gateways';
import { text } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import { matchesLabels } from '../../../manifest/selectors';
import type { Rule } from '../../rule';

export const certificateOnTwoGateways: Rule = {
  id: 'certificate-on-two-gateways',
  severity: 'warning',
  what: 'Two Gateways for the same pods serve different hosts with the same certificate.',
  why: 'Browsers reuse an HTTP/2 connection for every host that its certificate covers: the second host then arrives on the connection of the first Gateway, which has no route for it, and is answered with 404.',
  remedy: 'Serve all hosts of a certificate from one Gateway.',
  aliases: ['IST0138'],
  see: ['https://istio.io/latest/docs/ops/common-problems/network-issues/#404-errors-occur-when-multiple-gateways-configured-with-same-tls-certificate'],
  check(set, report) {
    const byCertificate = new Map<string, { readonly gateway: IstioGateway; readonly path: readonly (string | number)[]; readonly name: string }[]>();
    for (const gateway of istioGateways(set)) {
      for (const { tls, path } of gateway.servers) {
        const [credential, certificate, key] = [tls?.['credentialName'], tls?.['serverCertificate'], tls?.['privateKey']].map(text);
        const name = credential || (certificate && key ? `${certificate} ${key}` : '');
        if (!name) continue;
        const users = byCertificate.get(name);
        const user = { gateway, path: [...path, 'tls', credential ? 'credentialName' : 'serverCertificate'], name: credential || certificate! };
        if (users) users.push(user);
        else byCertificate.set(name, [user]);
      }
    }
    for (const users of byCertificate.values()) {
      for (const { gateway, path, name } of users) {
        const other = users.find(one => one.gateway !== gateway && (sharesPods(gateway, one.gateway) || sharesPods(one.gateway, gateway)));
        if (!other) continue;
        report(gateway.object, path, {
          message: `${refText(other.gateway.object.ref)} serves with certificate "${name}" at the same pods too, so a browser may ask here for the other's hosts.`,
          remedy: `Move the servers of both into one Gateway, whose \`hosts\` are those of both.`, related: [other.gateway.object],
        });
      }
    }
  },
};

function sharesPods({ selector }: IstioGateway, other: IstioGateway): boolean {
  return matchesLabels(selector, other.selector);
}
