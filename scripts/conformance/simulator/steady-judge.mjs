// A judge that is started again where a question ends it: Istio's own goroutines panic on some objects that the API server takes.
import { startIstioJudge } from '../../lib/istio-judge.mjs';

/** `ask(question)` gives the judge to the question and settles with its answer, or with undefined where the judge has none. */
export function steadyJudge(options) {
  let istio = startIstioJudge(options);
  return {
    async ask(question) {
      try {
        return await question(istio);
      } catch (error) {
        if (/ ended /.test(error.message)) istio = startIstioJudge(options);
        if (/panic/.test(error.message)) return undefined;
        throw error;
      }
    },
    close: () => istio.close(),
  };
}
