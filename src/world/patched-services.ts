import type { Finding } from '../model/errors';
import type { ServiceModel } from '../model/model';
import type { ObjectJson, ServicePortJson, ServiceSpecJson } from './object-json';
import { isTcp } from './owner-resources';
import { isRendered } from './rendered-object';
import type { World } from './world';

/** Patches that lead a Service made here to other ports or pods than those that routes and rules are made for. */
export function patchedServices(world: World): Finding[] {
  return [...world.services.values()].flatMap(service => world.owner(service).apiObjects.flatMap((object): Finding[] => {
    const before = isRendered(object) && object.kind === 'Service' ? object.beforePatches : undefined;
    if (!before) return [];
    const [made, patched] = [before.body.spec as ServiceSpecJson, (object.toJson() as ObjectJson<ServiceSpecJson>).spec];
    const finding = (what: string, now: string, then: string, instead: string): Finding[] => (now === then ? [] : [{
      id: 'broken-patch', severity: 'error', path: service.path,
      message: `patch("Service"): Service ${object.name} would have ${what} ${now || 'none'}, and routes and rules are made for ${then || 'none'}; ${instead}`,
    }]);
    return [
      ...finding('ports', portsOf(patched), portsOf(made), remedy(service)),
      ...finding('the selector', selectorOf(patched), selectorOf(made), 'take /spec/selector out of the patch and say which pods are meant by `podLabels` or `workload` of the MeshService'),
    ];
  }));
}

function remedy({ origin }: ServiceModel): string {
  return origin === 'created' ? 'take /spec/ports out of the patch and write the ports in `ports` of the MeshService, for example ServicePort.http(80, { targetPort: 8080 })'
    : 'take /spec/ports out of the patch: the Service of a version has the ports of the whole service';
}

/** Ports of other transports are nobody's concern, and neither is what else is said of a port. */
function portsOf(spec: ServiceSpecJson | undefined): string {
  const text = ({ port, targetPort }: ServicePortJson) => `${port} to ${targetPort ?? port}`;
  return (spec?.ports ?? []).filter(isTcp).map(text).sort().join(', ');
}

function selectorOf(spec: ServiceSpecJson | undefined): string {
  return Object.entries(spec?.selector ?? {}).map(([key, value]) => `${key}=${value}`).sort().join(', ');
}
