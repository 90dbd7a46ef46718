import type { InputError } from '../../manifest/reading/input-error';
import type { Coverage } from '../../simulator/coverage';
import type { Mismatch } from '../../simulator/expectation';
import type { SimulationResult } from '../../simulator/result';

/** A result with what was expected of it. */
export interface JudgedResult extends SimulationResult {
  /** The request and its caller in words: what tells it apart where it has no name. */
  readonly asked: string;
  /** Null: nothing was expected. */
  readonly met: boolean | null;
  readonly mismatches: readonly Mismatch[];
}

export interface SimulationReport {
  readonly results: readonly JudgedResult[];
  readonly inputErrors: readonly InputError[];
  /** Undefined where nobody asked for it. */
  readonly coverage: Coverage | undefined;
  readonly colours: boolean;
}

export interface SimulationSummary {
  readonly requests: number;
  readonly met: number;
  readonly notMet: number;
  readonly withoutExpectation: number;
}

export function summaryOf({ results }: Pick<SimulationReport, 'results'>): SimulationSummary {
  const count = (met: boolean | null): number => results.filter(result => result.met === met).length;
  return { requests: results.length, met: count(true), notMet: count(false), withoutExpectation: count(null) };
}
