import { covers, network } from '../../manifest/linkerd/networks';

/** A test whether an address lies in a range, or is the address; undefined for text that is neither. */
export function rangeTest(range: string): ((address: string) => boolean) | undefined {
  const outer = network(range);
  return outer && (address => {
    const inner = network(address);
    return inner !== undefined && covers(outer, inner);
  });
}

/** A range of all addresses of a family: it has one that is not known too, as networks are taken to be of the family that policies speak of. */
export function isEverywhere(range: string): boolean {
  return network(range)?.bits === 0;
}
