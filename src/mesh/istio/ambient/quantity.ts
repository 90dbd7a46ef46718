const UNITS: Readonly<Record<string, number>> = {
  '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40,
};

/** CPUs of a Kubernetes quantity ("2", "0.5", "250m"), or undefined if it is none or nothing. */
export function cpus(quantity: string): number | undefined {
  const parts = /^(\d+(?:\.\d{1,3})?)(m?)$/.exec(quantity);
  if (!parts || (parts[2] === 'm' && parts[1]!.includes('.'))) return undefined;
  return Number(parts[1]) / (parts[2] === 'm' ? 1000 : 1) || undefined;
}

/** Bytes of a Kubernetes quantity ("256Mi", "1Gi", "500M"), or undefined if it is none or nothing. */
export function bytes(quantity: string): number | undefined {
  const parts = /^(\d+(?:\.\d+)?)([KMGT]i|[kMGT]?)$/.exec(quantity);
  return parts ? Number(parts[1]) * UNITS[parts[2]!]! || undefined : undefined;
}
