import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Evaluator } from '../support/evaluators/types';

/** The evaluator of a data plane: `evaluate` of the file that is named like it. Undefined: there is none. */
export function evaluatorOf(mesh: string): Evaluator | undefined {
  const file = join(__dirname, `../support/evaluators/${mesh}.ts`);
  return existsSync(file) ? require(file).evaluate : undefined;
}
