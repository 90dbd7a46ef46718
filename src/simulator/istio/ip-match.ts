import { isValid, parse, parseCIDR } from 'ipaddr.js';

/** A test whether an address lies in a range, or is the address; undefined for text that is neither. */
export function rangeTest(range: string): ((address: string) => boolean) | undefined {
  if (!range.includes('/') && !isValid(range)) return undefined;
  try {
    const [base, bits] = range.includes('/') ? parseCIDR(range) : wholeAddress(range);
    return address => {
      if (!isValid(address)) return false;
      const parsed = parse(address);
      return parsed.kind() === base.kind() && (parsed as { match(range: unknown, bits: number): boolean }).match(base, bits);
    };
  } catch {
    return undefined;
  }
}

function wholeAddress(address: string): [ReturnType<typeof parse>, number] {
  const parsed = parse(address);
  return [parsed, parsed.kind() === 'ipv4' ? 32 : 128];
}
