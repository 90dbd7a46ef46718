import type { Random } from './random.mjs';

export interface Mutant {
  readonly object: { readonly apiVersion: string; readonly kind: string };
  readonly what: string;
}

export function mutantsOf(object: { readonly apiVersion: string; readonly kind: string }, random: Random, options?: { readonly channel?: 'standard' | 'experimental' }): Generator<Mutant, void>;
