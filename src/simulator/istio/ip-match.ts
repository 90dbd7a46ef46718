import { covers, network } from '../../manifest/linkerd/networks';

/** A test whether an address lies in a range, or is the address; undefined for text that is neither. */
export function rangeTest(range: string): ((address: string) => boolean) | undefined {
  const outer = network(range);
  return outer && (address => {
    const inner = network(address);
    return inner !== undefined && covers(outer, inner);
  });
}
