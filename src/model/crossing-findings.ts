import { crossing } from './crossing';
import type { Finding } from './errors';
import type { CallModel, WorkloadModel } from './model';
import { effectiveBreaker, routeSets } from './routes';

/** What a call loses on its way to another data plane, and whether that matters. */
export function crossingFindings(caller: WorkloadModel, call: CallModel): Finding[] {
  const [from, to] = [caller.namespace.dataPlane, call.callee.namespace.dataPlane];
  // Pods that stay out of their namespace's mesh call as if there were none.
  const name = caller.enrolled ? from.name : 'gateway-api';
  const { trafficRules, words } = crossing(name, to.name);
  const called = (port: number) => call.ports.length === 0 || call.ports.includes(port);
  const ruled = routeSets(call.callee).some(set => called(set.port.port)) || effectiveBreaker(call.callee) !== undefined || to.usesWaypoint(call.callee);
  if (trafficRules || !ruled) return [];
  const istio = name.startsWith('istio-') && to.name.startsWith('istio-');
  const remedy = istio
    ? `put ${caller.namespace.name} and ${call.callee.namespace.name} on one data plane, or take the intents off ${call.callee.name}`
    : !caller.enrolled ? `enrol ${caller.name}, or do without the intents on ${call.callee.name}`
    : `move the caller into the mesh of ${call.callee.namespace.name}, or do without the intents on ${call.callee.name}`;
  return [{
    id: 'crossing-meshes', severity: istio ? 'error' : 'warning', path: call.path,
    message: `calls ${call.callee.namespace.name}/${call.callee.name} on ${to.name} from ${caller.enrolled ? from.name : 'pods without a proxy'}, and the intents declared on it do not bind this call. ${words} Remedy: ${remedy}.`,
  }];
}
