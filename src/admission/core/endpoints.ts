import { inRange, oneOf, oneOfStrictly, required, requiredItems, requiredOneOf, unique } from './checks';
import { PROTOCOLS } from './container-ports';
import { tooMany } from './containers';
import type { Field } from './field';
import { shown } from './field';
import { addressOf, canonicalIPv6, reachableAddress } from './ip';
import { dnsLabel, dnsSubdomain, hasSyntax, hasSyntaxStrictly, labelValue, qualifiedName } from './syntax';

const TYPES = ['IPv4', 'IPv6', 'FQDN'];
const MOST_ENDPOINTS = 1000;
const MOST_ADDRESSES = 100;
const MOST_PORTS = 20_000;
const MOST_HINTS = 8;

export function endpointSlice(object: Field): void {
  const type = object.at('addressType');
  requiredOneOf(type, TYPES);
  tooMany(object.at('ports'), MOST_PORTS);
  slicePorts(object.at('ports').items);
  tooMany(object.at('endpoints'), MOST_ENDPOINTS);
  for (const endpoint of object.at('endpoints').items) {
    const addresses = endpoint.at('addresses');
    requiredItems(addresses, 'address');
    tooMany(addresses, MOST_ADDRESSES);
    addresses.textItems.forEach(address => { sliceAddress(address, type.text); });
    hasSyntaxStrictly(endpoint.at('nodeName'), dnsSubdomain);
    hasSyntaxStrictly(endpoint.at('hostname'), dnsLabel);
    hints(endpoint.at('hints'));
  }
}

function slicePorts(ports: readonly Field[]): void {
  const names = new Set<string>();
  for (const port of ports) {
    const name = port.at('name');
    hasSyntax(name, dnsLabel);
    if (names.has(name.text)) name.refuse(`${name.name} is ${shown(name.text)}, as is that of another port.`, `Set ${name.name} to a name of its own.`);
    names.add(name.text);
    oneOfStrictly(port.at('protocol'), PROTOCOLS);
    hasSyntaxStrictly(port.at('appProtocol'), qualifiedName);
  }
}

function sliceAddress(field: Field, type: string): void {
  if (type === 'FQDN') {
    const bare = field.text.replace(/\.$/, '');
    if (typeof field.value === 'string' && !(dnsSubdomain.accepts(bare) && bare.includes('.') && bare.split('.').every(dnsLabel.accepts))) {
      field.refuse(`${field.name} is ${shown(field.value)}, which is not a full DNS name.`, `Write ${field.name} as a name with a dot in it, such as "db.example".`);
    }
    return;
  }
  if (type !== 'IPv4' && type !== 'IPv6') return;
  const address = addressOf(field);
  if (address === undefined) return;
  const own = address.bits === 32 ? 'IPv4' : 'IPv6';
  if (own !== type) field.refuse(`${field.name} is ${shown(field.value)}, an ${own} address, but addressType is ${type}.`, `Put it into an EndpointSlice of addressType ${own}.`);
  else if (own === 'IPv6' && canonicalIPv6(address.value) !== field.text) {
    field.refuse(`${field.name} is ${shown(field.value)}, not in the shortest form.`, `Set ${field.name} to ${shown(canonicalIPv6(address.value))}.`);
  }
  reachableAddress(field, address);
}

function hints(field: Field): void {
  for (const [name, syntax] of [['forZones', labelValue], ['forNodes', dnsSubdomain]] as const) {
    tooMany(field.at(name), MOST_HINTS);
    const names = field.at(name).items.map(hint => hint.at('name'));
    for (const one of names) {
      if (syntax === labelValue || required(one, 'the name of a node')) hasSyntax(one, syntax);
    }
    unique(names, 'names of hints');
  }
}

export function endpoints(object: Field): void {
  for (const subset of object.at('subsets').items) {
    const addresses = ['addresses', 'notReadyAddresses'].flatMap(name => subset.at(name).items);
    if (addresses.length === 0) subset.refuse(`${subset.name} has no addresses.`, `Give ${subset.at('addresses').name} an address.`);
    for (const address of addresses) {
      const ip = address.at('ip');
      if (required(ip, 'an IP address')) {
        const parsed = addressOf(ip);
        if (parsed) reachableAddress(ip, parsed);
      }
      hasSyntax(address.at('hostname'), dnsLabel);
      hasSyntaxStrictly(address.at('nodeName'), dnsSubdomain);
    }
    const ports = subset.at('ports').items;
    for (const port of ports) {
      if (ports.length > 1) required(port.at('name'), 'a name such as "http"');
      hasSyntax(port.at('name'), dnsLabel);
      if (port.at('port').isEmpty) port.at('port').refuse(`${port.at('port').name} is missing or 0.`, `Set ${port.at('port').name} to a port from 1 to 65535.`);
      else inRange(port.at('port'), 1, 65535);
      oneOf(port.at('protocol'), PROTOCOLS);
      hasSyntaxStrictly(port.at('appProtocol'), qualifiedName);
    }
  }
}
