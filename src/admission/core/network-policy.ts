import { forbidden, inRange, oneOf, oneOfStrictly, required } from './checks';
import { PROTOCOLS, portNumberOrName } from './container-ports';
import type { Field } from './field';
import { shown } from './field';
import { networkOf, networkValue, parseNetwork } from './ip';
import type { Network } from './ip';
import { labelSelector } from './selectors';

const TYPES = ['Ingress', 'Egress'];

export function networkPolicy(object: Field): void {
  const spec = object.at('spec');
  labelSelector(spec.at('podSelector'));
  for (const [direction, peers] of [['ingress', 'from'], ['egress', 'to']] as const) {
    for (const rule of spec.at(direction).items) {
      rule.at('ports').items.forEach(policyPort);
      rule.at(peers).items.forEach(peer);
    }
  }
  const types = spec.at('policyTypes');
  if (types.length > TYPES.length) types.refuse(`${types.name} has ${String(types.length)} entries.`, `Set ${types.name} to [${TYPES.join(', ')}] or one of them.`);
  for (const type of types.textItems) {
    if (required(type, TYPES.join(' or '))) oneOf(type, TYPES);
  }
}

function policyPort(port: Field): void {
  const number = port.at('port');
  const end = port.at('endPort');
  oneOfStrictly(port.at('protocol'), PROTOCOLS);
  if (number.isSet) portNumberOrName(number);
  if (!end.isSet) return;
  if (typeof number.value !== 'number') {
    forbidden(end, `${number.name} is ${number.isSet ? `${shown(number.value)}, not a number` : 'not set'}`);
    return;
  }
  inRange(end, 1, 65535);
  if ((end.number ?? number.value) < number.value) {
    end.refuse(`${end.name} is ${shown(end.value)}, less than ${number.name}, which is ${shown(number.value)}.`, `Set ${end.name} to ${shown(number.value)} or more.`);
  }
}

function peer(field: Field): void {
  if (field.isSet && typeof field.value !== 'object') return;
  const block = field.at('ipBlock');
  const selectors = ['podSelector', 'namespaceSelector'].filter(name => field.at(name).isSet);
  selectors.forEach(name => { labelSelector(field.at(name)); });
  if (block.isSet) ipBlock(block);
  if (selectors.length === 0 && !block.isSet) field.refuse(`${field.name} names no peer.`, `Set podSelector, namespaceSelector or ipBlock in ${field.name}; an empty selector {} means all.`);
  else if (selectors.length > 0 && block.isSet) field.refuse(`${field.name} has ipBlock and ${selectors.join(' and ')}.`, `Give ipBlock an entry of its own.`);
}

function ipBlock(block: Field): void {
  const cidr = block.at('cidr');
  if (!required(cidr, 'an IP range such as "10.9.8.0/24"')) return;
  const network = cidr.text === '' ? undefined : networkOf(cidr);
  if (network === undefined) return;
  for (const except of block.at('except').textItems) {
    if (typeof except.value !== 'string') continue;
    networkOf(except);
    const inner = parseNetwork(except.text);
    if (inner === undefined || isWithin(inner, network)) continue;
    except.refuse(`${except.name} is ${shown(except.value)}, which is not a part of ${cidr.name}, ${shown(cidr.value)}.`, `Set ${except.name} to a smaller range within ${shown(cidr.value)}.`);
  }
}

function isWithin(inner: Network, outer: Network): boolean {
  return inner.address.bits === outer.address.bits && inner.prefix > outer.prefix
    && networkValue({ ...inner, prefix: outer.prefix }) === networkValue(outer);
}
