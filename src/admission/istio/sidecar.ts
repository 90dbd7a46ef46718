import { Field } from '../../manifest/field';
import { hostAndPort, isPort, socketPathProblem, UNIX_SCHEME } from '../../manifest/istio/address-syntax';
import type { Complain } from '../../manifest/istio/complain';
import { checkConnectionPool } from '../../manifest/istio/connection-pool';
import { dnsNameProblem, isDnsLabel, isIpAddress } from '../../manifest/istio/host-syntax';
import { KNOWN_PROTOCOLS, protocols } from './protocol-names';
import type { ManifestObject } from '../../manifest/manifest-object';
import { checkDestination } from './destination';
import { scopedHostProblem } from './scoped-host';
import { checkSelector } from './selectors';
import { checkServerTls } from './server-tls';

export const SIDECAR_RULES = [
  'sidecar/empty', 'sidecar/port', 'sidecar/port-name', 'sidecar/protocol', 'sidecar/target-port', 'sidecar/duplicate-port', 'sidecar/bind', 'sidecar/capture-mode',
  'sidecar/default-endpoint', 'sidecar/ingress-tls', 'sidecar/ingress-tls-protocol', 'sidecar/catch-all-listener', 'sidecar/no-host', 'sidecar/host',
  'sidecar/outbound-policy', 'sidecar/egress-proxy',
] as const;

const LOOPBACK_OR_ANY = ['', '127.0.0.1', '0.0.0.0', '::1', '::'];
const TLS_FIELDS = ['subjectAltNames', 'httpsRedirect', 'credentialName', 'credentialNames', 'tlsCertificates'];

export function checkSidecar(object: ManifestObject, complain: Complain): void {
  const spec = Field.spec(object);
  checkSelector(spec.at('workloadSelector', 'labels'), complain);
  const [ingress, egress] = [spec.at('ingress'), spec.at('egress')];
  if (ingress.size === 0 && egress.size === 0 && spec.set('outboundTrafficPolicy', 'inboundConnectionPool').length === 0) {
    complain('sidecar/empty', spec, 'A Sidecar says nothing.', 'Write egress, ingress, outboundTrafficPolicy or inboundConnectionPool.');
    return;
  }
  const ports = new Set<number>();
  for (const listener of ingress.items()) checkIngress(listener, ports, complain);
  checkConnectionPool(spec.at('inboundConnectionPool'), complain);
  checkEgress(egress, complain);
  checkOutboundPolicy(spec.at('outboundTrafficPolicy'), complain);
}

function checkIngress(listener: Field, ports: Set<number>, complain: Complain): void {
  const port = listener.at('port');
  if (!port.isSet) {
    complain('sidecar/port', listener, 'An ingress listener has no port.', 'Write port with number and protocol.');
    return;
  }
  checkListenerPort(port, complain);
  checkPortNumber(port, complain);
  checkIpBind(listener.at('bind'), complain);
  checkUnique(port, ports, complain);
  checkDefaultEndpoint(listener.at('defaultEndpoint'), complain);
  const tls = listener.at('tls');
  if (tls.isSet) {
    for (const key of TLS_FIELDS.filter(field => tls.at(field).flag || tls.at(field).text !== '' || tls.at(field).size > 0)) {
      complain('sidecar/ingress-tls', tls.at(key), `\`tls\` of an ingress listener cannot have ${key}.`, `Take ${key} out; name the certificate by serverCertificate and privateKey.`);
    }
    const mode = tls.at('mode');
    if (['ISTIO_MUTUAL', 'AUTO_PASSTHROUGH'].includes(mode.text)) {
      complain('sidecar/ingress-tls', mode, `\`tls\` of an ingress listener cannot have mode ${mode.text}.`, 'Write SIMPLE or MUTUAL; mutual TLS of the mesh needs no tls here.');
    }
    if (!protocols.isTls(port.at('protocol').text)) {
      complain('sidecar/ingress-tls-protocol', tls, `An ingress listener for ${port.at('protocol').text || 'no protocol'} has tls.`, 'Write protocol: HTTPS or TLS, or take tls out.');
    }
    checkServerTls(tls, complain);
  }
  checkConnectionPool(listener.at('connectionPool'), complain);
}

function checkEgress(egress: Field, complain: Complain): void {
  const [ports, sockets] = [new Set<number>(), new Set<string>()];
  for (const [index, listener] of egress.items().entries()) {
    const port = listener.at('port');
    if (!port.isSet && index < egress.size - 1) {
      complain('sidecar/catch-all-listener', listener, 'An egress listener without port takes all ports, and others come after it.', 'Move it to the end of egress; there can be one.');
    }
    if (port.isSet) {
      checkListenerPort(port, complain);
      if (port.at('number').number === 0) {
        checkSocketListener(listener, sockets, complain);
      } else {
        checkPortNumber(port, complain);
        checkIpBind(listener.at('bind'), complain);
        checkUnique(port, ports, complain);
      }
    }
    if (listener.at('hosts').size === 0) {
      complain('sidecar/no-host', listener, 'An egress listener has no hosts.', 'Write hosts, such as "./*" for the own namespace.');
    }
    for (const host of listener.at('hosts').items()) {
      const problem = scopedHostProblem(host.text, 'sidecar');
      if (problem === undefined) continue;
      complain('sidecar/host', host, `"${host.text}" is no host of an egress listener: ${problem}.`, 'Write <namespace>/<full DNS name>, such as "./*" or "shop/cart.shop.svc.cluster.local".');
    }
  }
}

function checkSocketListener(listener: Field, sockets: Set<string>, complain: Complain): void {
  const [bind, capture] = [listener.at('bind'), listener.at('captureMode')];
  const problem = bind.text.startsWith(UNIX_SCHEME) ? socketPathProblem(bind.text.slice(UNIX_SCHEME.length)) : 'port number 0 is for Unix sockets';
  if (problem !== undefined) {
    complain('sidecar/bind', bind.isSet ? bind : listener.at('port'), `\`bind\` "${bind.text}" is no socket: ${problem}.`, 'Write the number of the port, or bind: unix:///<path>.');
  }
  if (!['', 'DEFAULT', 'NONE'].includes(capture.text)) {
    complain('sidecar/capture-mode', capture, `\`captureMode\` ${capture.text} cannot capture what goes to a Unix socket.`, 'Write NONE, or take captureMode out.');
  }
  if (sockets.has(bind.text)) {
    complain('sidecar/duplicate-port', bind, `Two egress listeners are bound to "${bind.text}".`, 'Merge their hosts into one listener.');
  }
  sockets.add(bind.text);
}

function checkListenerPort(port: Field, complain: Complain): void {
  const [name, protocol, target] = [port.at('name'), port.at('protocol'), port.at('targetPort')];
  if (name.text !== '' && !isDnsLabel(name.text)) {
    complain('sidecar/port-name', name, `"${name.text}" is no name of a port.`, 'Write letters, digits and inner dashes, such as "http".');
  }
  if (protocol.text !== '' && !protocols.isKnown(protocol.text)) {
    complain('sidecar/protocol', protocol, `"${protocol.text}" is no protocol.`, `Write ${KNOWN_PROTOCOLS}.`);
  }
  if (target.number > 0) {
    complain('sidecar/target-port', target, `\`targetPort\` ${target.number} has no effect in a Sidecar.`, 'Take targetPort out.');
  }
}

function checkPortNumber(port: Field, complain: Complain): void {
  const number = port.at('number');
  if (isPort(number.number)) return;
  complain('sidecar/port', number.isSet ? number : port, `${number.number} is no port number.`, 'Write a port number from 1 to 65535.');
}

function checkUnique(port: Field, ports: Set<number>, complain: Complain): void {
  const number = port.at('number');
  if (ports.has(number.number)) {
    complain('sidecar/duplicate-port', number, `Two listeners have port ${number.number}.`, 'Merge them, or change the number of one of them.');
  }
  ports.add(number.number);
}

function checkIpBind(bind: Field, complain: Complain): void {
  if (bind.text === '' || isIpAddress(bind.text)) return;
  complain('sidecar/bind', bind, `\`bind\` "${bind.text}" is no IP address.`, 'Write the IP address to listen on, or take bind out.');
}

function checkDefaultEndpoint(endpoint: Field, complain: Complain): void {
  if (endpoint.text === '') return;
  const parts = hostAndPort(endpoint.text);
  const right = endpoint.text.startsWith(UNIX_SCHEME) ? socketPathProblem(endpoint.text.slice(UNIX_SCHEME.length)) === undefined
    : parts !== undefined && LOOPBACK_OR_ANY.includes(parts.host) && /^\+?\d+$/.test(parts.port) && isPort(Number(parts.port));
  if (right) return;
  complain('sidecar/default-endpoint', endpoint, `\`defaultEndpoint\` "${endpoint.text}" is no place in the pod.`, 'Write 127.0.0.1:<port>, 0.0.0.0:<port>, [::1]:<port>, [::]:<port> or unix:///<path>.');
}

function checkOutboundPolicy(policy: Field, complain: Complain): void {
  const [mode, proxy] = [policy.at('mode'), policy.at('egressProxy')];
  if (mode.text === 'ALLOW_ANY_DYNAMIC_DNS') {
    complain('sidecar/outbound-policy', mode, 'Mode ALLOW_ANY_DYNAMIC_DNS can only be set for the whole mesh.', 'Write ALLOW_ANY or REGISTRY_ONLY.');
    return;
  }
  if (!proxy.isSet) return;
  if (mode.text !== 'ALLOW_ANY') {
    complain('sidecar/outbound-policy', proxy, `\`egressProxy\` stands beside mode ${mode.text || 'REGISTRY_ONLY, the default'}.`, 'Write mode: ALLOW_ANY, or take egressProxy out.');
    return;
  }
  const problem = dnsNameProblem(proxy.at('host').text);
  if (problem !== undefined) {
    complain('sidecar/egress-proxy', proxy.at('host').isSet ? proxy.at('host') : proxy, `The host "${proxy.at('host').text}" of egressProxy is no DNS name: ${problem}.`, 'Write the full DNS name of the proxy.');
  } else if (!proxy.at('port').isSet) {
    complain('sidecar/egress-proxy', proxy, '`egressProxy` has no port.', 'Write port.number.');
  } else {
    checkDestination(proxy, complain);
  }
}
