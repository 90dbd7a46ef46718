import type { Definition, KubeObject } from '../webhook-mutants/stream.mjs';

export declare class BrokenSets {
  constructor(options: {
    readonly bases: readonly { readonly name: string; readonly objects: readonly KubeObject[] }[];
    readonly additions: readonly KubeObject[];
    readonly definitions: readonly Definition[];
    readonly seed: number;
  });

  next(): { readonly name: string; readonly objects: readonly KubeObject[]; readonly what: string };
}
