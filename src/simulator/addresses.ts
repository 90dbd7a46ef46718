import type { Network } from '../manifest/linkerd/networks';
import { covers, network } from '../manifest/linkerd/networks';
import type { Json } from '../manifest/manifest-object';
import { list, text } from '../manifest/manifest-object';
import type { Known } from './known';

/** Whether an address is in a range and in none of its exceptions. A range of all addresses holds also for one that is not known. */
export function isInBlock(cidr: Json, except: Json, ip: string | undefined): Known {
  const range = network(text(cidr) ?? '');
  if (!range) return false;
  const exceptions = list(except).flatMap(part => network(text(part) ?? '') ?? []);
  const address: Network | undefined = ip === undefined ? undefined : network(ip);
  if (address) return covers(range, address) && !exceptions.some(part => covers(part, address));
  return range.bits === 0 && exceptions.length === 0 ? true : { unless: `the caller's address is known to be in ${text(cidr) ?? ''}${exceptions.length === 0 ? '' : ` and not in ${list(except).join(', ')}`}` };
}
