export interface Random {
  below(count: number): number;
  chance(probability: number): boolean;
  pick<T>(values: readonly T[]): T;
  some<T>(values: readonly T[], probability: number): T[];
}

export function seededRandom(seed: number): Random;
