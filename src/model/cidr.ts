import * as ipaddr from 'ipaddr.js';

type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Why a text is no range of addresses, or undefined. */
export function cidrProblem(cidr: string): string | undefined {
  const range = parse(cidr);
  if (!range) return 'must be an address and a prefix length, such as "10.1.0.0/16" or "2001:db8::/32"';
  return firstAddress(cidr, range) === range[0].toString() ? undefined : `has bits beyond its prefix length; write "${firstAddress(cidr, range)}/${range[1]}"`;
}

/** Whether a range is a real part of another one. */
export function isWithinCidr(part: string, whole: string): boolean {
  const [inner, outer] = [parse(part), parse(whole)];
  return inner !== undefined && outer !== undefined && inner[0].kind() === outer[0].kind() && inner[1] > outer[1] && inner[0].match([outer[0], outer[1]] as never);
}

function parse(cidr: string): Range | undefined {
  // Shortened and octal forms of IPv4 are read differently by different components, and IPv4 inside IPv6 by nobody.
  if (/^::ffff:\d/i.test(cidr) || !/^(\d{1,3}(\.\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)\/(0|[1-9]\d*)$/.test(cidr) || /(^|\.)0\d/.test(cidr)) return undefined;
  try {
    return ipaddr.parseCIDR(cidr);
  } catch {
    return undefined;
  }
}

function firstAddress(cidr: string, [address]: Range): string {
  return (address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6).networkAddressFromCIDR(cidr).toString();
}
