import type { SimulationResult } from '../simulator/result';

/** What is worked out of a request once somebody asks for it. */
export interface Answers {
  readonly verdict: () => Pick<SimulationResult, 'verdict' | 'reason'>;
  readonly untraced: () => SimulationResult;
  readonly traced: () => SimulationResult;
}
