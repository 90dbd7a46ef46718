import type { Finding } from '../model/errors';
import type { ServiceModel } from '../model/model';
import type { ObjectJson, ServicePortJson, ServiceSpecJson } from './object-json';
import { isTcp } from './owner-resources';
import { isRendered } from './rendered-object';
import type { World } from './world';

/** Patches that lead a Service made here to other ports than those that routes and rules are made for. */
export function patchedServices(world: World): Finding[] {
  return [...world.services.values()].flatMap(service => world.owner(service).apiObjects.flatMap((object): Finding[] => {
    const before = isRendered(object) && object.kind === 'Service' ? object.beforePatches : undefined;
    if (!before) return [];
    const made = portsOf(before.body.spec as ServiceSpecJson);
    const patched = portsOf((object.toJson() as ObjectJson<ServiceSpecJson>).spec);
    return patched === made ? [] : [{
      id: 'broken-patch', severity: 'error', path: service.path,
      message: `patch("Service"): Service ${object.name} would have ports ${patched || 'none'}, and routes and rules are made for ${made}; ${remedy(service)}`,
    }];
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
