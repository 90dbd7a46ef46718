// The TypeScript programs, by `cdk8s synth`.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unless } from './checks.mjs';
import { installedVersion } from './apps.mjs';
import { kindProblems, MESHES, objectsOf } from './manifests.mjs';
import { run } from './run.mjs';

/** Returns the objects of main.ts by mesh. */
export function checkTypescript(checks, app) {
  const shops = {};
  for (const mesh of MESHES) {
    const { status, stderr, seconds, objects } = synth(app, [], { MESH: mesh });
    shops[mesh] = objects;
    checks.check(`cdk8s synth for ${mesh}: ${objects.length} objects in ${seconds.toFixed(1)} s`, status === 0 ? kindProblems(mesh, objects) : [stderr]);
  }
  const compiled = run('npx', ['tsc', '--noEmit', '-p', '.'], { cwd: app });
  checks.check('tsc, as the template sets it, which reads the declarations of the library too', unless(compiled.status === 0, compiled.stdout));
  plus(checks, app);
  mistake(checks, app, 'weight', 'a weight of 120', /\[shop\/canary\] weight 120 must be a whole number from 0 to 100/);
  mistake(checks, app, 'path', 'an allow-list with a path without "/"',
    /\[shop\/callers\] allow\[0\]\.paths\[0\] "api\/\*" must start with "\/"/);
  mistake(checks, app, 'duplicate', 'the same Service twice', /\[shop\/twin\] Service shop\/web is also made at \[shop\/web\/[^\]]+\]/);
  plugin(checks, app);
  return shops;
}

/** The validation plugin, named in cdk8s.yaml as users name it. */
function plugin(checks, app) {
  const file = join(app, 'cdk8s.yaml');
  const before = readFileSync(file, 'utf8');
  const validations = [{ package: './node_modules/cdk8s-mesh/validation', version: installedVersion(app, 'cdk8s-mesh'), class: 'MeshValidation' }];
  try {
    writeFileSync(file, JSON.stringify({ language: 'typescript', app: 'node plain.cjs', validations }));
    const wrong = synth(app, [], { INJECTION: 'enable' });
    checks.check('the validation plugin fails cdk8s synth where a label is wrong, and names it', unless(
      wrong.status === 2 && /unknown-enrolment-value \(1 occurrences\)/.test(wrong.stdout), `exit code ${wrong.status}: ${wrong.stderr || wrong.stdout}`,
    ));
    const right = synth(app, [], { INJECTION: 'enabled' });
    checks.check('… and lets it pass where it is right', unless(right.status === 0, right.stderr || right.stdout));
  } finally {
    writeFileSync(file, before);
  }
}

function plus(checks, app) {
  const { status, stderr, objects } = synth(app, ['--app', 'npx ts-node plus.ts']);
  if (status !== 0) return checks.check('cdk8s synth with cdk8s-plus', [stderr]);
  const find = (kind, test = () => true) => objects.find((object) => object.kind === kind && test(object)) ?? {};
  const port = find('Service').spec?.ports?.[0];
  checks.check('the port of a cdk8s-plus Service gets a name and appProtocol',
    unless(port?.name === 'http' && port?.appProtocol === 'http' && port?.port === 80 && port?.targetPort === 8080, JSON.stringify(port)));
  const labels = find('Service').metadata?.labels;
  const waypoint = find('Gateway').metadata;
  checks.check('… and the label of the waypoint that its timeout needs',
    unless(waypoint && labels?.['istio.io/use-waypoint'] === waypoint.name, `labels ${JSON.stringify(labels)}, waypoint ${waypoint?.name}`));
  const mode = (image) => find('Deployment', (d) => d.spec.template.spec.containers[0].image === image).spec?.template.metadata.labels['istio.io/dataplane-mode'];
  checks.check('the pods of a cdk8s-plus Deployment that stays out of the mesh are labelled so, the others are not',
    unless(mode('outside') === 'none' && mode('web') === undefined, `outside: ${mode('outside')}, web: ${mode('web')}`));
}

function mistake(checks, app, name, title, message) {
  const { status, stdout, stderr, objects } = synth(app, ['--app', 'npx ts-node wrong.ts'], { MISTAKE: name });
  checks.check(`${title} fails the synth, names the construct and writes no manifest`, [
    ...unless(status !== 0, 'the synth succeeded'),
    ...unless(message.test(stdout + stderr), `the message ${message} is not in: ${stderr || stdout}`),
    ...unless(objects.length === 0, `${objects.length} objects were written`),
  ]);
}

function synth(app, args, env = {}) {
  const result = run('npx', ['cdk8s', 'synth', ...args], { cwd: app, env: { CDK8S_CHECK_UPGRADE: 'false', ...env } });
  const dist = join(app, 'dist');
  const files = existsSync(dist) ? readdirSync(dist).filter((file) => file.endsWith('.yaml')) : [];
  return { ...result, objects: files.flatMap((file) => objectsOf(readFileSync(join(dist, file), 'utf8'))) };
}
