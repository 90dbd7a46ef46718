import { choice, forbidden, inRange, oneOf, required, unique } from './checks';
import { PROTOCOLS, portNumberOrName } from './container-ports';
import type { Field } from './field';
import { shown } from './field';
import { dnsLabel, hasSyntax, hasSyntaxStrictly, qualifiedName } from './syntax';

export function servicePorts(spec: Field, type: string): void {
  const ports = spec.at('ports').items;
  for (const port of ports) {
    const name = port.at('name');
    if (ports.length > 1) required(name, 'a name such as "http": a Service with several ports has to name each');
    hasSyntax(name, dnsLabel);
    const number = port.at('port');
    if (number.isEmpty) number.refuse(`${number.name} is missing or 0.`, `Set ${number.name} to the port of the Service, from 1 to 65535.`);
    else inRange(number, 1, 65535);
    oneOf(port.at('protocol'), PROTOCOLS);
    // An absent, empty or zero target is the port itself.
    if (!port.at('targetPort').isEmpty) portNumberOrName(port.at('targetPort'));
    hasSyntaxStrictly(port.at('appProtocol'), qualifiedName);
    if (type === 'ClusterIP' && !port.at('nodePort').isEmpty) forbidden(port.at('nodePort'), 'a Service of type ClusterIP opens no port on nodes');
  }
  unique(ports.map(port => port.at('name')), 'names of ports');
  uniqueWithProtocol(ports, 'nodePort', port => port.at('nodePort'));
  uniqueWithProtocol(ports, 'port', port => port);
}

function uniqueWithProtocol(ports: readonly Field[], key: string, at: (port: Field) => Field): void {
  const seen = new Map<string, Field>();
  for (const port of ports) {
    const number = port.at(key);
    if (typeof number.value !== 'number' || (number.isEmpty && key === 'nodePort')) continue;
    const protocol = port.at('protocol').text || 'TCP';
    const both = `${protocol}/${String(number.value)}`;
    const first = seen.get(both);
    if (first === undefined) seen.set(both, port);
    else {
      at(port).refuse(`${port.name} and ${first.name} both have ${key} ${shown(number.value)} for ${protocol}.`,
        `Set ${number.name} to another port, or ${port.at('protocol').name} to ${choice(PROTOCOLS.filter(other => other !== protocol))}.`);
    }
  }
}
