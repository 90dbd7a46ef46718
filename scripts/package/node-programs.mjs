// The plain Node programs, as ESM and CommonJS, and the executable.
import { join } from 'node:path';
import { differences, MESHES, objectsOf } from './manifests.mjs';
import { run } from './run.mjs';

/** `expected`: the objects of the same program by mesh, as cdk8s synth wrote them. */
export function checkNode(checks, app, expected) {
  for (const [title, file] of [['ESM', 'main.mjs'], ['CommonJS', 'main.cjs']]) {
    const { status, stdout, stderr } = run(process.execPath, [file, ...MESHES], { cwd: app });
    const yamls = status === 0 ? JSON.parse(stdout) : {};
    checks.check(`${title}: the same objects for all ${MESHES.length} meshes`, status === 0
      ? MESHES.flatMap((mesh) => differences(objectsOf(yamls[mesh]), expected[mesh]).map((problem) => `${mesh}: ${problem}`))
      : [stderr]);
  }
  const { status, stdout, stderr } = run(join(app, 'node_modules', '.bin', 'cdk8s-mesh'), ['check', '--help'], { cwd: app });
  checks.check('The executable says what it takes', status === 0 && stdout.startsWith('Usage: cdk8s-mesh check') ? [] : [stderr || stdout]);
}
