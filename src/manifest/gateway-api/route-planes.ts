import { enrolment, namespaceEnrolment } from '../enrolment';
import type { ManifestSet } from '../manifest-set';
import { view } from '../manifest-set';
import type { Service } from '../services';
import { services } from '../services';
import type { DataPlaneName } from '../settings';
import type { Attachment } from './attachments';
import { isServiceRef } from './attachments';
import { isIstioClass } from './gateways';

const planes = view(set => new Map(services(set).map(service => {
  const pods = service.workloads.map(workload => enrolment(set, workload).dataPlane);
  return [service, new Set(pods.length > 0 ? pods : [namespaceEnrolment(set, service.namespace).dataPlane])] as const;
})));

/** The data planes of the pods behind a Service; its namespace's where no pods are known. */
export function dataPlanesOf(set: ManifestSet, service: Service): ReadonlySet<DataPlaneName> {
  return planes(set).get(service) ?? new Set();
}

/** Whether Istio carries out a route for this parent: as the mesh of the Service, or as the controller of the Gateway. */
export function isIstios(set: ManifestSet, attachment: Attachment): boolean {
  const { owner } = attachment;
  if (owner) return isIstioClass(owner.className);
  const mesh = meshes(set, attachment);
  return mesh.has('istio-sidecar') || mesh.has('istio-ambient');
}

/** Whether Linkerd carries out a route for this parent. */
export function isLinkerds(set: ManifestSet, attachment: Attachment): boolean {
  return attachment.ref.group === 'policy.linkerd.io' || attachment.route.object.group === 'policy.linkerd.io' || meshes(set, attachment).has('linkerd');
}

/** Of a Service that the manifests do not hold, its namespace says it. */
function meshes(set: ManifestSet, { ref, service }: Attachment): ReadonlySet<DataPlaneName> {
  if (service) return dataPlanesOf(set, service);
  return new Set(isServiceRef(ref) ? [namespaceEnrolment(set, ref.namespace).dataPlane] : []);
}
