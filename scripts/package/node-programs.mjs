// The plain Node programs, as ESM and CommonJS, and the executable.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unless } from './checks.mjs';
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
  simulator(checks, app);
  const { status, stdout, stderr } = run(join(app, 'node_modules', '.bin', 'cdk8s-mesh'), ['check', '--help'], { cwd: app });
  checks.check('The executable says what it takes', status === 0 && stdout.startsWith('Usage: cdk8s-mesh check') ? [] : [stderr || stdout]);
}

const MANIFESTS = `apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  selector: { matchLabels: { app: cart } }
  template:
    metadata: { labels: { app: cart } }
    spec: { containers: [{ name: cart, image: cart }] }
`;

/** A unit test of a mesh, with what the package has for tests, and the same questions on the command line. */
function simulator(checks, app) {
  const { status, stdout, stderr } = run(process.execPath, ['simulate.cjs', ...MESHES], { cwd: app });
  const verdicts = status === 0 ? JSON.parse(stdout) : {};
  for (const mesh of MESHES) {
    const { friend, stranger, matched, connections, exercised } = verdicts[mesh] ?? {};
    checks.check(`MeshSimulator on ${mesh}: whom a list lets in is allowed, a stranger denied`,
      unless(friend === 'allowed' && stranger === 'denied' && matched && connections > 0 && exercised > 0, verdicts[mesh] ? JSON.stringify(verdicts[mesh]) : stderr));
  }
  const file = join(app, 'mesh.yaml');
  writeFileSync(file, MANIFESTS);
  const command = (...args) => run(join(app, 'node_modules', '.bin', 'cdk8s-mesh'), args, { cwd: app });
  const reached = command('reachability', file, '--format', 'json');
  checks.check('cdk8s-mesh reachability', unless(reached.status === 0 && JSON.parse(reached.stdout).connections.length > 0, reached.stderr));
  const graph = command('graph', file, '--format', 'mermaid');
  checks.check('cdk8s-mesh graph', unless(graph.status === 0 && /^(flowchart|graph)/m.test(graph.stdout), graph.stderr || graph.stdout));
  const same = command('diff', file, file);
  checks.check('cdk8s-mesh diff of something with itself', unless(same.status === 0, same.stderr || same.stdout));
}
