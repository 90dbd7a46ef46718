import { inRange, oneOf, requiredAtLeast, unique } from './checks';
import type { Field } from './field';
import { shown } from './field';
import { hasSyntax, hasSyntaxStrictly, portName } from './syntax';

export const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];

/** The number of a port, or the name of one of a container. */
export function portNumberOrName(field: Field): void {
  if (!field.isSet) field.refuse(`${field.name} is missing.`, `Set ${field.name} to a port from 1 to 65535, or to the name of a port of the container.`);
  else if (typeof field.value === 'string') hasSyntaxStrictly(field, portName);
  else inRange(field, 1, 65535);
}

export function containerPorts(ports: Field): void {
  for (const port of ports.items) {
    hasSyntax(port.at('name'), portName);
    const number = port.at('containerPort');
    requiredAtLeast(number, 1, 'the port that the container listens on, from 1 to 65535');
    if ((number.number ?? 0) > 0) inRange(number, 1, 65535);
    if (!port.at('hostPort').isEmpty) inRange(port.at('hostPort'), 1, 65535);
    oneOf(port.at('protocol'), PROTOCOLS);
  }
  unique(ports.items.map(port => port.at('name')).filter(name => portName.accepts(name.text)), 'names of ports in a container');
}

/** Ports of containers that run at the same time cannot take the same port of a node. */
export function uniqueHostPorts(containers: readonly Field[], hostNetwork: boolean): void {
  const seen = new Map<string, Field>();
  for (const container of containers) {
    for (const port of container.at('ports').items) {
      const field = port.at('hostPort');
      const number = field.isEmpty && hostNetwork ? port.at('containerPort') : field;
      if (number.isEmpty || typeof number.value !== 'number') continue;
      const taken = `${port.at('protocol').text || 'TCP'}/${port.at('hostIP').text}/${String(number.value)}`;
      const first = seen.get(taken);
      if (first === undefined) seen.set(taken, number);
      else number.refuse(`${number.name} takes port ${shown(number.value)} of the node, as does ${first.name}.`, `Set ${number.name} to another port.`);
    }
  }
}

/** On the node's network, a container's port is the node's port. */
export function hostNetworkPorts(containers: readonly Field[]): void {
  for (const container of containers) {
    for (const port of container.at('ports').items) {
      const own = port.at('containerPort');
      const host = port.at('hostPort');
      if (host.isEmpty || own.value === host.value || typeof host.value !== 'number') continue;
      host.refuse(`${host.name} is ${shown(host.value)}, but ${own.name} is ${shown(own.value)} and the pod is on the node's network.`,
        `Remove ${host.name}, or set it to ${shown(own.value)}.`);
    }
  }
}
