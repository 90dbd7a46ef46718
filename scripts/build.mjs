import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

// jsii announces the end of life of Node's versions on every call; which of them the library runs on is its own affair.
const [major] = process.versions.node.split('.');
const { status } = spawnSync(process.execPath, [createRequire(import.meta.url).resolve('jsii/bin/jsii'), '--silence-warnings=reserved-word', ...process.argv.slice(2)], {
  stdio: 'inherit', env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: major },
});
process.exit(status ?? 1);
