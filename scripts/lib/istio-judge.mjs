// Istio's own code as an oracle: starts the Go program of conformance/istio and asks it about objects and sets of objects.
import { binaryOf, buildProgram, startProgram } from './go-program.mjs';

/** Where the judge stands once it is built. */
export const istioBinary = binaryOf('istio');

/** Builds the judge: many minutes the first time, seconds when nothing changed. */
export function buildIstioJudge() {
  buildProgram('istio');
}

/** Istio reads from its environment whether it is to know of ambient meshes. */
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
    sidecars: (objects, pods) => answer({ do: 'sidecars', objects, pods }),
    ambient: (objects, waypoints = []) => answer({ do: 'ambient', objects, waypoints }),
    waypointRoutes: (objects, waypoints) => answer({ do: 'waypointRoutes', objects, waypoints }),
    close,
  };
}
