import type { Listener } from '../../../manifest/gateway-api/gateways';
import { listenerOwners } from '../../../manifest/gateway-api/gateways';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

/** Protocols that can share a port, told apart by the name in the TLS handshake. */
const TLS = new Set(['HTTPS', 'TLS']);

export const listenerConflict: Rule = {
  id: 'listener-conflict',
  severity: 'error',
  what: 'Two listeners of a Gateway want one port with protocols that cannot share it, or the same hostname on it.',
  why: 'Neither of the two can be served as written: a controller refuses both, or serves the first.',
  remedy: 'Give each listener of a port its own hostname, and each protocol its own port (HTTPS and TLS may share one).',
  aliases: ['KIA1503', 'Conflicted=True/HostnameConflict', 'Conflicted=True/ProtocolConflict'],
  see: ['https://gateway-api.sigs.k8s.io/reference/spec/#gatewayspec'],
  // Listeners that are alike in port, protocol and hostname are refused by the API server.
  check(set, report) {
    for (const { object, listeners } of listenerOwners(set)) {
      const onPort = new Map<number, Listener>();
      const onHost = new Map<string, Listener>();
      for (const listener of listeners) {
        const { port, protocol, hostname, path, name } = listener;
        if (port === undefined) continue;
        const datagrams = protocol === 'UDP';
        const [portKey, hostKey] = [datagrams ? -port : port, `${datagrams} ${port} ${protocol === 'TCP' || datagrams ? '' : hostname ?? ''}`];
        const first = onPort.get(portKey) ?? listener;
        const same = onHost.get(hostKey);
        onPort.set(portKey, first);
        onHost.set(hostKey, same ?? listener);
        if (first !== listener && first.protocol !== protocol && !(TLS.has(first.protocol) && TLS.has(protocol))) {
          report(object, [...path, 'protocol'], {
            message: `Listeners ${first.name} (${first.protocol}) and ${name} (${protocol}) of ${refText(object.ref)} both want port ${port}, which cannot carry both protocols.`,
            remedy: `Give listener ${name} another port.`, aliases: ['KIA1503', 'Conflicted=True/ProtocolConflict'],
          });
        } else if (same && same.protocol !== protocol) {
          report(object, [...path, listener.spec['hostname'] === undefined ? 'port' : 'hostname'], {
            message: `Listeners ${same.name} (${same.protocol}) and ${name} (${protocol}) of ${refText(object.ref)} both serve ${hostname ?? 'every host'} on port ${port}.`,
            remedy: `Give listener ${name} another hostname or port, or drop it and attach its routes to listener ${same.name}.`, aliases: ['KIA1503', 'Conflicted=True/HostnameConflict'],
          });
        }
      }
    }
  },
};
