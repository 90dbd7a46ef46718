import { Field } from '../../manifest/field';
import { isPort, socketPathProblem, UNIX_SCHEME } from '../../manifest/istio/address-syntax';
import type { Complain } from '../../manifest/istio/complain';
import { isDnsLabel, isIpAddress } from '../../manifest/istio/host-syntax';
import { KNOWN_PROTOCOLS, protocols } from './protocol-names';
import type { ManifestObject } from '../../manifest/manifest-object';
import { scopedHostProblem } from './scoped-host';
import { checkServerTls } from './server-tls';

export const GATEWAY_RULES = [
  'gateway/name', 'gateway/no-server', 'gateway/duplicate-port-name', 'gateway/no-host', 'gateway/host', 'gateway/port', 'gateway/port-name',
  'gateway/protocol', 'gateway/target-port', 'gateway/bind', 'gateway/tls-missing', 'gateway/tls-not-expected',
] as const;

export function checkGateway(object: ManifestObject, complain: Complain): void {
  const servers = Field.spec(object).at('servers');
  if (!isDnsLabel(object.name)) {
    complain('gateway/name', new Field(object.name, ['metadata', 'name']), `A Gateway cannot be named "${object.name}".`, 'Write a name without dots, of letters, digits and inner dashes.');
  }
  if (servers.size === 0) {
    complain('gateway/no-server', Field.spec(object), 'A Gateway has no servers.', 'Write a server with a port and hosts.');
  }
  const names = new Set<string>();
  for (const server of servers.items()) {
    checkServer(server, complain);
    const name = server.at('port', 'name');
    if (server.at('port').isSet && names.has(name.text)) {
      complain('gateway/duplicate-port-name', name, `Two servers have a port named "${name.text}".`, `Give one of them another name, such as "${name.text}-2".`);
    }
    if (server.at('port').isSet) names.add(name.text);
  }
}

function checkServer(server: Field, complain: Complain): void {
  const [hosts, port, bind, tls] = ['hosts', 'port', 'bind', 'tls'].map(key => server.at(key)) as [Field, Field, Field, Field];
  if (hosts.size === 0) {
    complain('gateway/no-host', server, 'A server has no hosts.', 'Write the names that it serves, such as hosts: ["shop.example.com"], or "*".');
  }
  for (const host of hosts.items()) {
    const problem = scopedHostProblem(host.text, 'gateway');
    if (problem === undefined) continue;
    complain('gateway/host', host, `"${host.text}" is no host of a server: ${problem}.`, 'Write a full DNS name, one with a first label "*", or <namespace>/<name>.');
  }
  const portIsRight = checkServerPort(server, complain);
  checkBind(bind, port, complain);
  checkServerTls(tls, complain);
  if (!portIsRight) return;
  const protocol = port.at('protocol').text;
  if (protocols.isTls(protocol) && !tls.isSet) {
    complain('gateway/tls-missing', server, `A server for ${protocol} has no tls.`, 'Write tls with mode SIMPLE and credentialName, or mode PASSTHROUGH.');
  } else if (!protocols.isTls(protocol) && tls.isSet && !isRedirectOnly(tls, protocol)) {
    complain('gateway/tls-not-expected', tls, `A server for ${protocol} has tls.`,
      protocols.isHttp(protocol) ? 'Write protocol: HTTPS, or leave of tls only httpsRedirect: true.' : 'Write protocol: TLS, or take tls out.');
  }
}

/** A plain HTTP server may say that it redirects, and nothing else of TLS. */
function isRedirectOnly(tls: Field, protocol: string): boolean {
  return protocols.isHttp(protocol) && ['', 'PASSTHROUGH', 'AUTO_PASSTHROUGH'].includes(tls.at('mode').text)
    && ['caCertificates', 'privateKey', 'serverCertificate'].every(key => tls.at(key).text === '');
}

function checkServerPort(server: Field, complain: Complain): boolean {
  const port = server.at('port');
  if (!port.isSet) {
    complain('gateway/port', server, 'A server has no port.', 'Write port with number, name and protocol.');
    return false;
  }
  const [number, protocol, name, target] = ['number', 'protocol', 'name', 'targetPort'].map(key => port.at(key)) as [Field, Field, Field, Field];
  let right = true;
  const wrong: Complain = (...words) => {
    right = false;
    complain(...words);
  };
  if (!protocols.isKnown(protocol.text)) {
    wrong('gateway/protocol', protocol.isSet ? protocol : port, `"${protocol.text}" is no protocol of a server.`, `Write ${KNOWN_PROTOCOLS}.`);
  }
  if ((number.number > 0 || !server.at('bind').text.startsWith(UNIX_SCHEME)) && !isPort(number.number)) {
    wrong('gateway/port', number.isSet ? number : port, `${number.number} is no port number.`, 'Write a port number from 1 to 65535.');
  }
  if (target.number > 0) {
    wrong('gateway/target-port', target, `\`targetPort\` ${target.number} has no effect in a Gateway.`, 'Take targetPort out; the Service of the gateway maps its ports.');
  }
  if (name.text === '') {
    wrong('gateway/port-name', name.isSet ? name : port, `Port ${number.number} has no name.`, 'Write a name that no other port of the Gateway has, such as "https".');
  }
  return right;
}

function checkBind(bind: Field, port: Field, complain: Complain): void {
  if (bind.text.startsWith(UNIX_SCHEME)) {
    const problem = socketPathProblem(bind.text.slice(UNIX_SCHEME.length));
    if (problem !== undefined) complain('gateway/bind', bind, `\`bind\` "${bind.text}" is no socket: ${problem}.`, 'Write unix:///<path> or unix://@<name>.');
    if (port.at('number').number !== 0) {
      complain('gateway/bind', port.at('number'), `A server is bound to a Unix socket and to port ${port.at('number').number}.`, 'Write port number 0, or take bind out.');
    }
  } else if (bind.text !== '' && !isIpAddress(bind.text)) {
    complain('gateway/bind', bind, `\`bind\` "${bind.text}" is no IP address.`, 'Write the IP address to listen on, or take bind out for all.');
  }
}
