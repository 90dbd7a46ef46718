import type { SimulationResult } from '../simulator/result';

/** What is worked out of a request once somebody asks for it. */
export interface Answers {
  /** The request and its caller in words. */
  readonly asked: () => string;
  readonly verdict: () => Pick<SimulationResult, 'verdict' | 'reason'>;
  readonly untraced: () => SimulationResult;
  readonly traced: () => SimulationResult;
}
