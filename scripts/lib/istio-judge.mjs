// Istio's own code as an oracle: starts the Go program of conformance/istio and asks it about objects and sets of objects.
import { binaryOf, buildProgram, startProgram } from './go-program.mjs';

/** Where the judge stands once it is built. */
export const istioBinary = binaryOf('istio');

/** Builds the judge: many minutes the first time, seconds when nothing changed. */
export function buildIstioJudge() {
  buildProgram('istio');
}

/** `ambient` lets istiod do what it does for ztunnels and waypoints, which it decides as it starts. */
export function startIstioJudge({ ambient = false } = {}) {
  const { ask, close } = startProgram(istioBinary, [], ambient ? { PILOT_ENABLE_AMBIENT: 'true' } : {});
  const answer = async (question) => {
    const reply = await ask(question);
    if (reply.error !== undefined) throw new Error(`The istio judge: ${reply.error}`);
    return reply.answer;
  };
  return {
    validate: (object) => answer({ do: 'validate', object }),
    analyze: (objects) => answer({ do: 'analyze', objects }),
    routes: (objects, callers) => answer({ do: 'routes', objects, callers }),
    gatewayRoutes: (objects, gateways) => answer({ do: 'gatewayRoutes', objects, gateways }),
    ztunnel: (objects) => answer({ do: 'ztunnel', objects }),
    close,
  };
}
