import type { ManifestSet } from '../manifest-set';

const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:.]+)$/i;

/**
 * The host that Istio reads where a manifest of a namespace names one. A name without a dot is a Service of that namespace; one with a dot
 * is taken as it stands: "cart.shop" is not the Service cart of shop. Lower case, since hosts compare so.
 */
export function fullHost(host: string, namespace: string, set: ManifestSet): string {
  const lower = host.toLowerCase();
  if (lower === '' || lower === '*' || lower.includes('.') || ADDRESS.test(lower)) return lower;
  return `${lower}.${namespace}.svc.${set.settings.clusterDomain}`;
}

export function isWildcard(host: string): boolean {
  return host.startsWith('*');
}

/** Whether some name falls under both: of a wildcard, whatever follows the "*" is a suffix, dots or not. */
export function hostsMeet(one: string, other: string): boolean {
  const [a, b] = [suffix(one), suffix(other)];
  if (a !== undefined && b !== undefined) return a.length < b.length ? b.endsWith(a) : a.endsWith(b);
  if (a !== undefined) return other.endsWith(a);
  return b !== undefined ? one.endsWith(b) : one === other;
}

/** Whether every name that falls under `part` falls under `whole` too. */
export function isUnder(part: string, whole: string): boolean {
  const [p, w] = [suffix(part), suffix(whole)];
  if (w === undefined) return p === undefined && part === whole;
  return p === undefined ? part.endsWith(w) : p.length >= w.length && p.endsWith(w);
}

/** Compares so that the more specific host comes first: exact names, then longer wildcards. */
export function bySpecificity(one: string, other: string): number {
  return Number(isWildcard(one)) - Number(isWildcard(other)) || other.length - one.length || (one < other ? -1 : Number(one > other));
}

/** Values by host, found by the most specific host that covers a name. */
export class HostIndex<T> {
  private readonly values = new Map<string, T[]>();
  /** Of wildcards with values: few lengths, however many there are. */
  private readonly lengths = new Set<number>();

  public add(host: string, value: T): void {
    const known = this.values.get(host);
    if (known) known.push(value);
    else {
      this.values.set(host, [value]);
      if (isWildcard(host)) this.lengths.add(host.length);
    }
  }

  /** Those of exactly this host. */
  public exactly(host: string): readonly T[] {
    return this.values.get(host) ?? [];
  }

  /** Those of the most specific host that covers `host`, and is accepted. */
  public mostSpecific(host: string, accept: (value: T) => boolean = () => true): readonly T[] {
    for (const candidate of this.covering(host)) {
      const found = this.exactly(candidate).filter(accept);
      if (found.length > 0) return found;
    }
    return [];
  }

  /** Hosts with values that cover `host`, the most specific first. */
  public covering(host: string): string[] {
    if (this.lengths.size === 0) return this.values.has(host) ? [host] : [];
    const longest = isWildcard(host) ? host.length : host.length + 1;
    const wildcards = [...this.lengths].filter(length => length <= longest).sort((a, b) => b - a).map(length => `*${host.slice(host.length - length + 1)}`);
    return [...new Set([host, ...wildcards])].filter(candidate => this.values.has(candidate));
  }

  public hosts(): IterableIterator<string> {
    return this.values.keys();
  }
}

function suffix(host: string): string | undefined {
  return isWildcard(host) ? host.slice(1) : undefined;
}
