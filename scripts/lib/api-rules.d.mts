export interface ApiProblem {
  /** `Type`, `Type.member`, `Type.method(parameter)` or `Type.method()` for what it returns. */
  readonly where: string;
  readonly message: string;
}

/** A jsii assembly, or as much of one as the rules read. */
export interface ApiAssembly {
  readonly types?: Readonly<Record<string, object>>;
}

type Rule = (assembly: ApiAssembly) => ApiProblem[];

export declare const ANY_ALLOWED: readonly string[];
export declare const RESERVED_ALLOWED: readonly string[];
export declare const unions: Rule;
export declare const anyTypes: Rule;
export declare const undocumented: Rule;
export declare const missingDefaults: Rule;
export declare const reservedNames: Rule;
export declare const writableProperties: Rule;
export declare const assemblyRules: Readonly<Record<string, Rule>>;
