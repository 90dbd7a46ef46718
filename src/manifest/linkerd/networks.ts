import ipaddr from 'ipaddr.js';

export interface Network {
  readonly bytes: readonly number[];
  readonly bits: number;
}

/** An address or a range; undefined: it is neither. */
export function network(text: string): Network | undefined {
  const [, address, bits] = /^([0-9.]+|[0-9a-fA-F:.]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  if (address === undefined || !(ipaddr.IPv6.isValid(address) || ipaddr.IPv4.isValidFourPartDecimal(address))) return undefined;
  const bytes = ipaddr.parse(address).toByteArray();
  const length = bits === undefined ? bytes.length * 8 : Number(bits);
  return length <= bytes.length * 8 ? { bytes, bits: length } : undefined;
}

/** Whether every address of the inner one is in the outer one. */
export function covers(outer: Network, inner: Network): boolean {
  if (outer.bytes.length !== inner.bytes.length || outer.bits > inner.bits) return false;
  return outer.bytes.every((byte, index) => {
    const significant = Math.min(8, Math.max(0, outer.bits - index * 8));
    const mask = (0xff << (8 - significant)) & 0xff;
    return (byte & mask) === (inner.bytes[index]! & mask);
  });
}

/** What Linkerd, as installed by default, takes for the cluster's own. */
export const CLUSTER_NETWORKS: readonly string[] = ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16', 'fd00::/8'];
