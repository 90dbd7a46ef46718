export declare class Explanations<Entry, Difference> {
  constructor(entries: readonly Entry[] | undefined, matches: (entry: Entry, difference: Difference) => boolean);
  explains(difference: Difference): boolean;
  readonly unused: readonly Entry[];
}

export declare class Differences<Example> {
  add(sort: string, example: Example): void;
  readonly sorts: readonly { readonly sort: string; readonly count: number; readonly examples: readonly Example[] }[];
}

export declare function explainsMessage(entry: object, difference: object): boolean;
export declare function explainsFinding(entry: object, difference: object): boolean;
export declare function readDifferences(root: string): { readonly webhook: object; readonly analysis: object };
