import { compositionProblems } from '../model/composition';
import type { Problem } from '../model/data-plane';
import { mixedPorts } from '../model/mixed-ports';
import type { ServiceModel, WorkloadModel } from '../model/model';

/** Why what is said about a service cannot be rendered: in itself, on its data plane, or because its Service is out of reach. */
export function serviceProblems(service: ServiceModel): Problem[] {
  return [...compositionProblems(service), ...service.namespace.dataPlane.problems(service), ...notOurs(service)];
}

/** Why what is said about the pods of a workload cannot be rendered. */
export function workloadProblems(workload: WorkloadModel): Problem[] {
  return [...mixedPorts(workload), ...workload.namespace.dataPlane.workloadProblems(workload)];
}

/** Labels and annotations that a data plane needs on a Service which is not in this App, and which it is not known to carry. */
function notOurs(service: ServiceModel): Problem[] {
  if (service.origin !== 'external') return [];
  const plan = service.namespace.dataPlane.service(service);
  const missing = (need: Readonly<Record<string, string>>, known: Readonly<Record<string, string>>) =>
    Object.entries(need).filter(([k, v]) => known[k] !== v).map(([k, v]) => `${k}: "${v}"`);
  const labels = missing(plan.labels, service.knownLabels);
  const annotations = missing(plan.annotations, service.knownAnnotations);
  if (labels.length + annotations.length === 0) return [];
  const parts = [...(labels.length > 0 ? [`labels ${labels.join(', ')}`] : []), ...(annotations.length > 0 ? [`annotations ${annotations.join(', ')}`] : [])];
  return [{
    id: 'not-ours-to-change', paths: [],
    message: `Service "${service.name}" is not in this App and would have to carry ${parts.join(' and ')}; put them on it and say so with \`labels\` and \`annotations\` of MeshService.fromAttributes, or bring it in with MeshService.fromApiObject`,
  }];
}
