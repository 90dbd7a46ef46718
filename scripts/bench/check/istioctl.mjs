// istioctl of the same Istio that the conformance judge is made of.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { goInstalled } from '../../lib/go-program.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Where it stands once it is built, minutes the first time; nothing without Go. */
export function istioctl() {
  if (!goInstalled()) return undefined;
  const build = join(root, '.build');
  const binary = join(build, 'istioctl');
  mkdirSync(build, { recursive: true });
  // It needs more modules than the judge: what they are is written beside the binary.
  const judge = join(root, 'conformance', 'istio');
  for (const kind of ['mod', 'sum']) copyFileSync(join(judge, `go.${kind}`), join(build, `istioctl.${kind}`));
  execFileSync('go', ['build', '-mod=mod', `-modfile=${join(build, 'istioctl.mod')}`, '-ldflags=-s -w', '-o', binary, 'istio.io/istio/istioctl/cmd/istioctl'], {
    cwd: judge, stdio: ['ignore', 'ignore', 'pipe'],
  });
  return binary;
}
