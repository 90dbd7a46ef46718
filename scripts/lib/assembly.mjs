// Reads the jsii assembly of a package.
import { createRequire } from 'node:module';

// Otherwise the library complains of the version of Node, at each start.
process.env.JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION ??= '20';

export function readAssembly(folder) {
  return createRequire(import.meta.url)('@jsii/spec').loadAssemblyFromPath(folder, false);
}
