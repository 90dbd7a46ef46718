import { istioInUse } from '../../../manifest/istio/istio-in-use';
import { servicePortProtocol } from '../../../manifest/istio/protocols';
import { services } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const servicePortWithoutProtocol: Rule = {
  id: 'service-port-without-protocol',
  severity: 'info',
  what: 'Neither the name nor `appProtocol` of a Service port tells Istio which protocol it has.',
  why: 'The proxy then guesses from the first bytes of each connection. Where the server speaks first the guess costs seconds, and HTTP rules do nothing on connections that are not recognised, such as TLS.',
  remedy: 'Set `appProtocol`, or begin the port\'s name with the protocol: http, http2, grpc, https, tls, tcp, mongo, mysql, redis.',
  aliases: ['IST0118', 'KIA0601', 'KIA0602', 'IST0150'],
  see: ['https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/'],
  check(set, report) {
    if (!istioInUse(set)) return;
    for (const service of services(set)) {
      const { object, ports, externalName, madeBy, labels } = service;
      if (madeBy || /^istio\.io-/.test(labels['gateway.istio.io/managed'] ?? '') || labels['app'] === 'istiod') continue;
      for (const port of ports) {
        const external = externalName !== undefined;
        if (servicePortProtocol(port) !== 'auto' && !(external && port.name === 'tcp')) continue;
        const name = port.name === undefined ? 'has no name' : `is named "${port.name}"`;
        const { appProtocol } = port;
        report(object, [...port.path, ...(appProtocol !== undefined ? ['appProtocol'] : port.name !== undefined ? ['name'] : [])], {
          severity: external ? 'warning' : 'info',
          message: external ? `Port ${port.port} of ExternalName Service ${service.namespace}/${service.name} ${name}, and as TCP it takes all traffic to port ${port.port} that belongs to nothing else.`
            : appProtocol !== undefined ? `Istio knows no protocol "${appProtocol}", so it guesses that of port ${port.port} from each connection.`
              : `Port ${port.port} ${name}, which says no protocol, so Istio guesses it from each connection.`,
          remedy: external ? 'Add `appProtocol: tls` or `appProtocol: http`, whichever the host speaks.' : 'Set `appProtocol` to http, http2, grpc, tls, tcp or what the port speaks.',
          aliases: external ? ['IST0150'] : ['IST0118', appProtocol !== undefined ? 'KIA0602' : 'KIA0601'],
        });
      }
    }
  },
};
