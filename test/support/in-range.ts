import * as ipaddr from 'ipaddr.js';

/** Whether an address is the one of `cidr`, or in its range. */
export function inRange(cidr: string, ip: string): boolean {
  const range = cidr.includes('/') ? ipaddr.parseCIDR(cidr) : undefined;
  const address = ipaddr.parse(ip);
  if (!range) return ipaddr.parse(cidr).toString() === address.toString();
  return range[0].kind() === address.kind() && address.match(range as never);
}
