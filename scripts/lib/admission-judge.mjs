// Kubernetes' own validation as an oracle: starts the Go program of conformance/admission and asks it about one object after
// another. Build it once (`buildJudge`, or `npm run conformance`), then start as many judges as there are sets of CRDs.
import { binaryOf, buildProgram, startProgram } from './go-program.mjs';

export { goInstalled } from './go-program.mjs';

/** Where the judge stands once it is built. */
export const judgeBinary = binaryOf('admission');

/** Builds the judge: minutes the first time, under a second when nothing changed. */
export function buildJudge() {
  buildProgram('admission');
}

/** Starts a judge that knows the core kinds and the kinds of the CRD files given (YAML streams or JSON lists). */
export function startJudge({ crds }) {
  const { ask, close } = startProgram(judgeBinary, ['--crds', ...crds]);
  return { judge: (object) => ask({ object }), judgeYaml: (yaml) => ask({ yaml }), close };
}
