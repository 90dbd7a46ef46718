export interface AccessEntry {
  readonly cluster: string;
  readonly namespace: string;
  readonly workload: string;
  readonly port: number;
  readonly callers: readonly string[];
  readonly requests: readonly string[];
}
export declare function accessLines(results: readonly { readonly mesh: string; readonly report: { readonly access: readonly AccessEntry[] } }[], width: number): string[];
