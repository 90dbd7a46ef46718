// What of the simulator is compared with the components themselves. An area is
//
//   { name, title, judge,      what it is called; who judges it ("istiod", "Envoy with istiod's configuration")
//     covers,                  what its random meshes hold, for docs/fidelity.md: texts
//     leftOut,                 what its meshes do not hold, or its comparison does not ask: texts; may be missing
//     share,                   of the meshes that a run asks for; 1 where it is left out
//     needsEnvoy,              whether it is skipped where Envoy cannot be fetched; a CI does not skip
//     mesh(seed, requests),    { objects, requests }: objects that the API server takes, and requests as request files hold them
//     start() }                settles with { ask(objects, requests), close() }; ask settles with a list: for each request any part of a
//                              result, as the component itself says it, or undefined where it says nothing
import { gatewayRoutes } from './gateway-routes/area.mjs';
import { sidecarInbound } from './sidecar-inbound/area.mjs';
import { sidecarRoutes } from './sidecar-routes/area.mjs';
import { waypointAuthorization } from './waypoint-authorization/area.mjs';
import { waypointRoutes } from './waypoint-routes/area.mjs';
import { ztunnel } from './ztunnel/area.mjs';

export const AREAS = [sidecarRoutes, sidecarInbound, gatewayRoutes, waypointRoutes, ztunnel, waypointAuthorization];
