import type { Problem } from './data-plane';
import type { ServiceModel, WorkloadModel } from './model';
import { containerPortOf } from './port-rules';
import { speaksHttp } from './protocol';
import type { AllowListModel } from './security';

/** Lists that look into requests on a container port which a Service calls something else than HTTP: what comes by that door has no requests. */
export function mixedPorts(workload: WorkloadModel): Problem[] {
  const doors = workload.services.flatMap(service => service.ports.map(port => ({ service, ...port, container: containerPortOf(service, port.port) })));
  return doors.filter(door => !speaksHttp(door.protocol)).flatMap(({ service, port, protocol, container }) => {
    if (container === undefined) return [];
    const others = doors.filter(door => door.container === container && speaksHttp(door.protocol));
    const lists = workload.allowLists.filter(list => asksForRequests(list, container, others)).map(list => list.path);
    return lists.length === 0 ? [] : [{
      id: 'protocol-mismatch' as const, paths: lists,
      message: `methods, paths or grpcMethods are asked for on container port ${container} of "${workload.name}", and port ${port} of service "${service.name}" leads there and speaks ${protocol}; `
        + 'let all Service ports of a container port speak HTTP or gRPC, or leave methods, paths and grpcMethods out',
    }];
  });
}

function asksForRequests({ ports, entries, declaredCalls }: AllowListModel, container: number, http: readonly { readonly service: ServiceModel; readonly port: number }[]): boolean {
  if (!ports.includes(container)) return false;
  return entries.some(entry => entry.requests.length > 0 && entry.ports.includes(container))
    || (declaredCalls && http.some(({ service, port }) => service.callers.some(({ call }) => (call.ports.length === 0 || call.ports.includes(port))
      && call.methods.length + call.paths.length + call.grpcMethods.length > 0)));
}
