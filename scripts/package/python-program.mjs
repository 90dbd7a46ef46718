// programs/main.py, with the library as a wheel.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { copyPrograms } from './apps.mjs';
import { unless } from './checks.mjs';
import { differences, MESHES, objectsOf } from './manifests.mjs';
import { mustRun, run } from './run.mjs';

const SILENT = { JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1' };

/** `library`: where the package is installed, beside its peers. `expected`: the objects of the same program by mesh. */
export function checkPython(checks, { library, peers, folder, expected }) {
  const lacking = whatIsLacking();
  if (lacking) return checks.skip('a Python program', lacking);

  const wheel = makeWheel(checks, library, join(folder, 'dist'));
  const python = makeEnvironment(checks, folder, wheel, peers);
  copyPrograms(folder, ['main.py']);
  const env = { ...SILENT, JSII_RUNTIME_PACKAGE_CACHE: 'disabled' };
  const { status, stdout, stderr, seconds } = run(python, ['main.py', ...MESHES], { cwd: folder, env });
  const { yamls = {}, errors = {}, verdicts = {} } = status === 0 ? JSON.parse(stdout) : {};
  checks.check(`the Python program runs in ${seconds.toFixed(1)} s`, unless(status === 0, stderr));
  for (const mesh of MESHES) {
    checks.check(`synth_yaml for ${mesh}: the same objects`,
      yamls[mesh] === undefined ? ['nothing was written'] : differences(objectsOf(yamls[mesh]), expected[mesh]));
  }
  for (const mesh of MESHES) {
    checks.check(`MeshSimulator for ${mesh}`, unless(verdicts[mesh]?.join() === 'ALLOWED,DENIED', `verdicts ${verdicts[mesh]?.join()}`));
  }
  checks.check('what a constructor throws comes back with its message',
    messageProblem(errors.path, '[shop/callers] allow[0].paths[0] "api/*" must start with "/"'));
  checks.check('so does what only the whole App can tell', messageProblem(errors.twin, '[shop/twin] Service shop/web is also made at'));
}

function whatIsLacking() {
  try {
    const { status } = run('python3', ['-c', 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))']);
    return status === 0 ? undefined : 'python3 is older than 3.10 or has no venv';
  } catch (error) {
    if (error.code === 'ENOENT') return 'there is no python3';
    throw error;
  }
}

function makeWheel(checks, library, folder) {
  const pacmak = createRequire(import.meta.url).resolve('jsii-pacmak/bin/jsii-pacmak');
  const { seconds } = mustRun(process.execPath, [pacmak, '--targets', 'python', '--outdir', folder, library], { env: SILENT });
  const [file] = readdirSync(join(folder, 'python')).filter((name) => name.endsWith('.whl'));
  checks.figure(`jsii-pacmak makes ${file} in ${seconds.toFixed(1)} s`);
  return join(folder, 'python', file);
}

/** Returns the interpreter of a fresh virtual environment. */
function makeEnvironment(checks, folder, wheel, peers) {
  const environment = join(folder, 'venv');
  const python = join(environment, 'bin', 'python');
  const made = mustRun('python3', ['-m', 'venv', environment]);
  const pinned = Object.entries(peers).map(([name, version]) => `${name}==${version}`);
  const installed = mustRun(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', wheel, ...pinned]);
  const version = mustRun(python, ['--version']).stdout.trim();
  checks.figure(`${version}, ${pinned.join(', ')}: venv in ${made.seconds.toFixed(1)} s, pip install in ${installed.seconds.toFixed(1)} s`);
  return python;
}

const messageProblem = (message, part) => unless(message?.includes(part), message ?? 'it was taken');
