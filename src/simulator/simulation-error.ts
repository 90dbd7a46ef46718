import type { PathStep } from '../manifest/field-path';

/** A request that cannot be simulated as it stands: it names what is not there, or is none. Not an answer of a mesh. */
export class SimulationError extends Error {
  /** `field`: the way to what is wrong in the request. */
  public constructor(message: string, public readonly field: readonly PathStep[] = []) {
    super(message);
    this.name = 'SimulationError';
  }
}

/** "frontend, cart and 3 more": what exists, for whoever named something that does not. */
export function existing(names: readonly string[]): string {
  const unique = [...new Set(names)].sort();
  if (unique.length === 0) return 'there are none';
  const shown = unique.slice(0, 8).join(', ');
  return unique.length > 8 ? `there are ${shown} and ${unique.length - 8} more` : `there ${unique.length === 1 ? 'is' : 'are'} ${shown}`;
}
