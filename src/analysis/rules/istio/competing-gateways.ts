import type { IstioGateway } from '../../../manifest/istio/gateways';
import { istioGateways } from '../../../manifest/istio/gateways';
import { list, record, records, text } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const competingGateways: Rule = {
  id: 'competing-gateways',
  severity: 'error',
  what: 'Servers of two Gateways claim the same host and port of the same gateway pods.',
  why: 'The older Gateway has the host: with TLS the other\'s server is dropped as a whole, and without it the routes of both are joined in an order that depends on which was created first.',
  remedy: 'Let one Gateway serve the host, or select other pods, another port or another `bind`.',
  aliases: ['IST0145', 'KIA0301'],
  see: ['https://istio.io/latest/docs/reference/config/analysis/ist0145/'],
  check(set, report) {
    const claims = new Map<string, { readonly gateway: IstioGateway; readonly path: readonly (string | number)[] }[]>();
    for (const gateway of istioGateways(set)) {
      for (const [server, index] of records(gateway.object.spec['servers'])) {
        for (const [at, host] of list(server['hosts']).entries()) {
          if (typeof host !== 'string') continue;
          const place = [record(server['port'])['number'], text(server['bind']) ?? '', host.replace(/^\.\//, `${gateway.namespace}/`).replace(/^\*\//, '')].join(' ');
          const claim = { gateway, path: ['spec', 'servers', index, 'hosts', at] };
          for (const pods of podKeys(gateway)) {
            const known = claims.get(`${pods} ${place}`);
            const other = known?.find(one => one.gateway !== gateway);
            if (known) known.push(claim);
            else claims.set(`${pods} ${place}`, [claim]);
            if (!other) continue;
            for (const [one, rival] of [[claim, other], [other, claim]] as const) {
              report(one.gateway.object, one.path, {
                message: `${refText(rival.gateway.object.ref)} serves "${host}" on port ${String(record(server['port'])['number'])} of the same pods too.`,
                remedy: `Remove the host from one of the two Gateways, and bind its VirtualServices to the other: \`gateways: [${rival.gateway.key}]\`.`,
                related: [rival.gateway.object],
              });
            }
          }
        }
      }
    }
  },
};

/** Pods that both configure are the same, whatever the selectors say. */
function podKeys({ pods, selector }: IstioGateway): string[] {
  const known = pods.map(({ workload, deployedFor, namespace, labels }) => workload?.id ?? (deployedFor ? deployedFor.key : `${namespace} ${JSON.stringify(labels)}`));
  return known.length > 0 ? known : [JSON.stringify(Object.entries(selector).sort())];
}
