import type { GatewayServer } from '../../../manifest/istio/gateways';
import { istioGateway, servedHosts } from '../../../manifest/istio/gateways';
import { isHttp } from '../../../manifest/istio/protocols';
import { virtualServices } from '../../../manifest/istio/virtual-services';
import { list } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';
import { listed } from '../../wording';

type RouteKind = 'http' | 'tls' | 'tcp';

export const routeKindNotAtGateway: Rule = {
  id: 'route-kind-not-at-gateway',
  severity: 'error',
  what: 'A VirtualService has only routes of a kind that no server of its Gateway for these hosts reads.',
  why: 'A server that ends TLS, or takes HTTP, reads `http` routes; one that passes TLS through knows the name of the host only and reads `tls` and `tcp` routes. Others are ignored, and the requests are answered with 404 or refused.',
  remedy: 'Write routes of the kind that the server reads, or change the protocol and `tls.mode` of the server.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings-TLSmode'],
  check(set, report) {
    for (const one of virtualServices(set)) {
      const kinds = (['http', 'tls', 'tcp'] as const).filter(kind => list(one.object.spec[kind]).length > 0);
      for (const [index, key] of one.gateways.entries()) {
        const gateway = istioGateway(set, key);
        const path = one.gatewayPaths[index];
        const servers = gateway?.servers.filter(server => servedHosts(server, one).length > 0) ?? [];
        if (!gateway || !path || kinds.length === 0 || servers.length === 0) continue;
        const read = servers.map(kindsRead);
        if (read.some(known => known === undefined || known.some(kind => kinds.includes(kind)))) continue;
        report(one.object, path, {
          message: `The servers of Gateway ${key} for these hosts (${listed([...new Set(servers.map(described))])}) read no ${listed(kinds)} routes, and this VirtualService has no others.`,
          remedy: `Write \`${read[0]![0]!}\` routes here, or ${kinds[0] === 'http' ? 'end TLS at the Gateway with `tls: { mode: SIMPLE, credentialName: <secret> }`' : 'pass TLS through at the Gateway with `tls: { mode: PASSTHROUGH }`'}.`,
          related: [gateway.object],
        });
      }
    }
  },
};

/** Undefined where it is not known, or nothing that a VirtualService says counts. */
function kindsRead({ protocol, tls }: GatewayServer): readonly RouteKind[] | undefined {
  if (isHttp(protocol)) return ['http'];
  if (protocol !== 'https' && protocol !== 'tls') return undefined;
  if (tls === undefined) return undefined;
  const mode = tls['mode'] ?? 'PASSTHROUGH';
  if (mode === 'PASSTHROUGH') return ['tls', 'tcp'];
  if (mode === 'AUTO_PASSTHROUGH') return undefined;
  return protocol === 'https' ? ['http'] : ['tcp'];
}

function described({ port, protocol, tls }: GatewayServer): string {
  return `${port ?? '?'} ${protocol.toUpperCase()}${tls && !isHttp(protocol) ? ` with mode ${String(tls['mode'] ?? 'PASSTHROUGH')}` : ''}`;
}
