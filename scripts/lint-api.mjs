// Checks the public API by the library's own rules (scripts/lib/api-rules.mjs and declaration-rules.mjs).
//
//   npm run lint:api    after `npm run build`
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assemblyRules } from './lib/api-rules.mjs';
import { readAssembly } from './lib/assembly.mjs';
import { declarationProblems } from './lib/declaration-rules.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

function main() {
  if (!existsSync(join(root, '.jsii'))) throw new Error('There is no .jsii: run `npm run build` first.');
  const assembly = readAssembly(root);
  const byRule = {
    ...Object.fromEntries(Object.entries(assemblyRules).map(([rule, check]) => [rule, check(assembly)])),
    ...declarationProblems(join(root, 'lib', 'src', 'index.d.ts')),
  };
  const problems = Object.entries(byRule).flatMap(([rule, found]) => found.map(({ where, message }) => `${rule}: ${where} ${message}`));
  for (const problem of problems) console.error(problem);
  console.log(`lint:api: ${Object.keys(assembly.types).length} types, ${Object.keys(byRule).length} rules, problems: ${problems.length}`);
  if (problems.length > 0) process.exitCode = 1;
}

try {
  main();
} catch (error) {
  console.error(`lint:api: ${error.message}`);
  process.exitCode = 1;
}
