import { enrolment, namespaceEnrolment } from '../enrolment';
import type { ManifestSet } from '../manifest-set';
import type { Service } from '../services';
import type { DataPlaneName } from '../settings';
import type { Attachment } from './attachments';
import { isIstioClass } from './gateways';

/** The data planes of the pods behind a Service; its namespace's where no pods are known. */
export function dataPlanesOf(set: ManifestSet, service: Service): ReadonlySet<DataPlaneName> {
  const planes = service.workloads.map(workload => enrolment(set, workload).dataPlane);
  return new Set(planes.length > 0 ? planes : [namespaceEnrolment(set, service.namespace).dataPlane]);
}

/** Whether Istio carries out a route for this parent: as the mesh of the Service, or as the controller of the Gateway. */
export function isIstios(set: ManifestSet, { owner, service }: Attachment): boolean {
  if (owner) return isIstioClass(owner.className);
  if (!service) return false;
  const planes = dataPlanesOf(set, service);
  return planes.has('istio-sidecar') || planes.has('istio-ambient');
}

/** Whether Linkerd carries out a route for this parent. */
export function isLinkerds(set: ManifestSet, { route, service }: Attachment): boolean {
  return service !== undefined && (route.object.group === 'policy.linkerd.io' || dataPlanesOf(set, service).has('linkerd'));
}
