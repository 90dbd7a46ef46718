import { oneOf, oneOfStrictly, required } from './checks';
import type { Field } from './field';
import { shown } from './field';
import { addressOf } from './ip';

const FAMILIES = ['IPv4', 'IPv6'];

/** What `clusterIPs` are once the server has filled them from `clusterIP`. */
function addressFields(spec: Field): Field[] {
  const many = spec.at('clusterIPs').textItems;
  const one = spec.at('clusterIP');
  return many.length > 0 ? many : one.isEmpty ? [] : [one];
}

export function isHeadless(spec: Field): boolean {
  const all = addressFields(spec);
  return all.length === 1 && all[0]!.value === 'None';
}

/** Cluster addresses and the IP families that they are of. */
export function clusterAddresses(spec: Field, type: string): void {
  const one = spec.at('clusterIP');
  const many = spec.at('clusterIPs');
  const families = spec.at('ipFamilies').textItems;
  for (const family of families) {
    if (required(family, FAMILIES.join(' or '))) oneOf(family, FAMILIES);
  }
  oneOfStrictly(spec.at('ipFamilyPolicy'), ['SingleStack', 'PreferDualStack', 'RequireDualStack']);
  if (many.length > 0 && (one.isEmpty || many.items[0]!.value !== one.value)) {
    many.refuse(`${many.name} begins with ${shown(many.items[0]!.value)}, but ${one.name} is ${one.isEmpty ? 'not set' : shown(one.value)}.`,
      `Set ${one.name} to ${shown(many.items[0]!.value)}, or remove ${many.name}.`);
  }
  const all = addressFields(spec);
  if (isHeadless(spec)) {
    if (type === 'LoadBalancer' || type === 'NodePort') {
      all[0]!.refuse(`${all[0]!.name} is "None", but a Service of type ${type} must have an address.`,
        `Remove ${all[0]!.name}, or set ${spec.at('type').name} to ClusterIP.`);
    }
    return;
  }
  addressList(many, all, families);
}

function addressList(many: Field, all: readonly Field[], families: readonly Field[]): void {
  if (all.length > 1 && all[0]!.value === 'None') {
    many.refuse(`${many.name} holds "None" and other values.`, `Keep only "None" in ${many.name}, or only addresses.`);
    return;
  }
  const addresses = all.map(addressOf);
  if (all.length > 2) many.refuse(`${many.name} holds ${String(all.length)} addresses.`, `Keep at most one IPv4 and one IPv6 address in ${many.name}.`);
  if (addresses.length > 1 && addresses.every(address => address !== undefined) && new Set(addresses.map(address => address.bits)).size < 2) {
    many.refuse(`${many.name} holds more than one address of the same IP family.`, `Keep at most one IPv4 and one IPv6 address in ${many.name}.`);
  }
  for (const [index, address] of addresses.entries()) {
    const family = families[index];
    if (address === undefined || family === undefined || !FAMILIES.includes(family.text)) continue;
    const own = address.bits === 32 ? 'IPv4' : 'IPv6';
    if (own === family.value) continue;
    all[index]!.refuse(`${all[index]!.name} is ${shown(all[index]!.value)}, an ${own} address, but ${family.name} is ${shown(family.value)}.`,
      `Set ${family.name} to ${own}, or ${all[index]!.name} to an address of that family.`);
  }
}
