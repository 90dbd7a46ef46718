import { covers, network } from '../../manifest/linkerd/networks';

/** Whether an address is in a network, written as CIDR or as an address. What cannot be read is in none. */
export function isInNetwork(range: string, address: string): boolean {
  const [outer, inner] = [network(range), network(address)];
  return outer !== undefined && inner !== undefined && covers(outer, inner);
}
