import type { ApiProblem } from './api-rules.mjs';

/** What is wrong in the declarations that the .d.ts file `entry` exports, by rule. */
export declare function declarationProblems(entry: string): {
  readonly invisible: readonly ApiProblem[];
  readonly overloads: readonly ApiProblem[];
  readonly literals: readonly ApiProblem[];
};
