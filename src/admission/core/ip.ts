import type { Field } from './field';
import { shown } from './field';

/** An address: its value in 32 or 128 bits. */
export interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
  /** An IPv4 address in IPv6 notation, or an IPv4 address with leading zeros. */
  readonly ambiguous: boolean;
}

export interface Network {
  readonly address: Address;
  readonly prefix: number;
}

export function parseAddress(text: string): Address | undefined {
  return text.includes(':') ? parseIPv6(text) : parseIPv4(text);
}

function parseIPv4(text: string): Address | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every(part => /^\d+$/.test(part) && !part.endsWith('\n') && Number(part) <= 255)) return undefined;
  return {
    bits: 32,
    value: parts.reduce((value, part) => value * 256n + BigInt(part), 0n),
    ambiguous: parts.some(part => part.length > 1 && part.startsWith('0')),
  };
}

function parseIPv6(text: string): Address | undefined {
  const halves = text.split('::');
  if (halves.length > 2 || (halves.length === 2 && text.includes(':::'))) return undefined;
  let ambiguous = false;
  const groupsOf = (half: string, last: boolean): bigint[] | undefined => {
    if (half === '') return [];
    const parts = half.split(':');
    const groups: bigint[] = [];
    for (const [index, part] of parts.entries()) {
      if (last && index === parts.length - 1 && part.includes('.')) {
        const four = parseIPv4(part);
        if (four === undefined) return undefined;
        ambiguous ||= four.ambiguous;
        groups.push(four.value >> 16n, four.value & 0xffffn);
      } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(BigInt(`0x${part}`));
      else return undefined;
    }
    return groups;
  };
  const head = groupsOf(halves[0]!, halves.length === 1);
  const tail = halves.length === 2 ? groupsOf(halves[1]!, true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const value = [...head, ...Array<bigint>(missing).fill(0n), ...tail].reduce((sum, group) => sum * 65536n + group, 0n);
  return { bits: 128, value, ambiguous: ambiguous || value >> 32n === 0xffffn };
}

export function parseNetwork(text: string): Network | undefined {
  const slash = text.lastIndexOf('/');
  const address = slash < 0 ? undefined : parseAddress(text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (address === undefined || !/^\d{1,3}$/.test(length) || Number(length) > address.bits) return undefined;
  return { address: { ...address, ambiguous: address.ambiguous || /^0\d/.test(length) }, prefix: Number(length) };
}

/** The address with the bits behind the prefix cleared. */
export function networkValue({ address, prefix }: Network): bigint {
  const hostBits = BigInt(address.bits - prefix);
  return (address.value >> hostBits) << hostBits;
}

/** Refuses text that is not an address; says the address if it is one. */
export function addressOf(field: Field): Address | undefined {
  if (typeof field.value !== 'string') return undefined;
  const address = parseAddress(field.value);
  if (address !== undefined && !address.ambiguous) return address;
  const why = address === undefined ? 'not an IP address' : 'an IP address in a form that programs read in different ways';
  field.refuse(`${field.name} is ${shown(field.value)}, which is ${why}.`,
    `Write ${field.name} as a plain IPv4 or IPv6 address, such as "10.9.8.7" or "2001:db8::ffff".`);
  return undefined;
}

/** Refuses text that is not a network; says the network if it can be read at all. */
export function networkOf(field: Field, text = field.text): Network | undefined {
  const network = parseNetwork(text);
  const right = network !== undefined && !network.address.ambiguous && networkValue(network) === network.address.value;
  if (right) return network;
  const why = network === undefined ? 'not an IP range in CIDR notation'
    : network.address.ambiguous ? 'written in a form that programs read in different ways' : `not a range: it has bits set behind the first ${String(network.prefix)}`;
  field.refuse(`${field.name} is ${shown(text)}, which is ${why}.`,
    `Write ${field.name} as an address and a prefix length with zeros behind it, such as "10.9.8.0/24" or "2001:db8::/64".`);
  return network;
}

/** Refuses an address that only means the machine itself, or its link. */
export function reachableAddress(field: Field, { bits, value }: Address): void {
  const kind = value === 0n ? 'the unspecified address' : bits === 32 ? kindOfIPv4(value) : kindOfIPv6(value);
  if (kind !== undefined) field.refuse(`${field.name} is ${shown(field.value)}, which is ${kind}.`, `Set ${field.name} to an address that other machines can reach.`);
}

function kindOfIPv4(value: bigint): string | undefined {
  if (value >> 24n === 127n) return 'a loopback address';
  if (value >> 16n === 0xa9fen) return 'a link-local address';
  return value >> 8n === 0xe00000n ? 'a link-local multicast address' : undefined;
}

function kindOfIPv6(value: bigint): string | undefined {
  if (value === 1n) return 'a loopback address';
  if (value >> 118n === 0x3fan) return 'a link-local address';
  return value >> 120n === 0xffn && ((value >> 112n) & 0xfn) === 2n ? 'a link-local multicast address' : undefined;
}

/** An IPv6 address as RFC 5952 writes it: the longest run of zeros is left out. */
export function canonicalIPv6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(16 * (7 - index))) & 0xffffn).toString(16));
  let best = { start: 0, length: 1 };
  for (let start = 0; start < groups.length; start += 1) {
    let length = 0;
    while (groups[start + length] === '0') length += 1;
    if (length > best.length) best = { start, length };
  }
  if (best.length < 2) return groups.join(':');
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.length).join(':')}`;
}
