import type { Finding } from '../model/errors';
import type { ServiceModel } from '../model/model';
import { versionsOf } from '../model/routes';
import type { World } from '../world/world';
import { podFacts } from './pod-template';

/** What does not fit between a service and its pods, where the App holds the objects that make them. */
export function podFindings(world: World, service: ServiceModel): Finding[] {
  const objects = (service.workload && world.foreignPods.get(service.workload)) ?? [];
  const templates = objects.map(object => podFacts(object.read()));
  const finding = (path: string, message: string): Finding => ({ id: 'foreign-object-mismatch', severity: 'warning', path, message });
  const empty = templates.length === 0 ? [] : versionsOf(service).flatMap(version => {
    if (version.kind === 'service' || templates.some(t => Object.entries(version.labels).every(([key, value]) => t.labels[key] === value))) return [];
    const { path } = service.splits.find(split => split.shares.some(share => share.version.name === version.name))!;
    return [finding(path, `version "${version.name}" of "${service.name}" has no pods: none of the objects behind it makes pods with ${JSON.stringify(version.labels)}; `
      + 'correct the labels, or name the object that makes them with `otherVersions` of Workload.fromApiObject')];
  });
  const contradicted = service.ports.flatMap(port => templates.flatMap(t => t.ports).filter(p => (p.number === port.targetPort || p.name === port.targetPort) && p.protocol !== port.protocol)
    .slice(0, 1).map(p => finding(service.path, `port ${port.port} speaks ${port.protocol}, and the container port that it leads to is called "${p.name}", which says ${p.protocol}; correct one of the two`)));
  const unresolved = templates.length === 0 ? [] : service.ports.flatMap(({ port, targetPort }) => (
    typeof targetPort === 'number' || templates.some(t => t.namedPorts.some(p => p.name === targetPort)) ? [] : [finding(service.path,
      `port ${port} of "${service.name}" leads to the container port called "${targetPort}", and no container of workload "${service.workload!.name}" has one; correct the targetPort, or name the container's port so`)]));
  return [...empty, ...contradicted, ...unresolved];
}
