import { enrolment, namespaceEnrolment } from '../manifest/enrolment';
import { attachedToService } from '../manifest/gateway-api/attachments';
import { policiesOnPods } from '../manifest/istio/policy-targets';
import { workloadMtls } from '../manifest/istio/peer-authentication';
import { meshVirtualServices } from '../manifest/istio/virtual-services';
import { servers } from '../manifest/linkerd/servers';
import type { ManifestObject } from '../manifest/manifest-object';
import type { ManifestSet } from '../manifest/manifest-set';
import { view, viewOf } from '../manifest/manifest-set';
import { namespaceFacts } from '../manifest/namespaces';
import { refText } from '../manifest/object-ref';
import type { Service } from '../manifest/services';
import { services } from '../manifest/services';
import type { Workload } from '../manifest/workloads';
import { workloads } from '../manifest/workloads';
import { placeOfPods } from './istio/gateway-place';
import type { Trace } from './trace';

/** Policies of meshes that would act on pods if these were in one. */
const policiesFor = viewOf((set, workload: Workload): readonly ManifestObject[] => {
  const mtls = workloadMtls(set, workload, undefined).decidedBy;
  return [
    ...policiesOnPods(set, 'AuthorizationPolicy', workload), ...policiesOnPods(set, 'RequestAuthentication', workload), ...(mtls ? [mtls] : []),
    ...servers(set).filter(server => server.workloads.includes(workload)).map(({ object }) => object),
  ];
});

/** Routes of meshes that calls to a Service would take. */
const routesFor = viewOf((set, service: Service): readonly ManifestObject[] => [...new Set([
  ...meshVirtualServices(set, service.host).map(({ object }) => object), ...attachedToService(set, service).map(({ route }) => route.object),
  ...set.all('linkerd.io', 'ServiceProfile').filter(({ name }) => name === service.host),
])]);

/** Tells of policies on pods that no mesh has, and so nobody asks. */
export function tellUnusedPolicies(set: ManifestSet, workload: Workload, trace: Trace): void {
  const { dataPlane, why } = enrolment(set, workload);
  if (dataPlane !== 'none') return;
  for (const object of policiesFor(set, workload)) trace.add(workload.id, object, () => `is not used: the pods are in no mesh, for ${why}`);
}

/** Tells of routes to a Service that are not asked, since the caller is in no mesh. */
export function tellUnusedRoutes(set: ManifestSet, service: Service, caller: { readonly namespace: string | undefined; readonly workload: Workload | undefined }, trace: Trace): void {
  if (caller.namespace === undefined) return;
  const { dataPlane, why } = caller.workload ? enrolment(set, caller.workload) : namespaceEnrolment(set, caller.namespace);
  if (dataPlane !== 'none') return;
  for (const object of routesFor(set, service)) trace.add('caller', object, () => `is not used: the caller is in no mesh, for ${why}; if it is in one, say which by \`mesh\``);
}

/** A sentence for each namespace of which nothing says whether it is in a mesh, and in which objects of a mesh stand that then act on nothing. */
export const outOfMeshWarnings = view((set): readonly string[] => {
  const unused = new Map<string, Set<ManifestObject>>();
  const add = (namespace: string, objects: readonly ManifestObject[]): void => {
    if (objects.length === 0 || !isUnsaid(set, namespace)) return;
    const known = unused.get(namespace) ?? new Set();
    for (const object of objects) if (object.namespace === namespace) known.add(object);
    if (known.size > 0) unused.set(namespace, known);
  };
  for (const workload of workloads(set)) if (enrolment(set, workload).dataPlane === 'none' && !placeOfPods(set, workload)) add(workload.namespace, policiesFor(set, workload));
  for (const service of services(set)) if (service.workloads.every(workload => enrolment(set, workload).dataPlane === 'none')) add(service.namespace, routesFor(set, service));
  return [...unused].map(([namespace, objects]) => `Nothing says whether namespace ${namespace} is in a mesh: no Namespace object is among the manifests, and no mesh was named. `
    + `Its pods count as outside every mesh, so that ${listed([...objects].map(({ ref }) => refText(ref)))} ${objects.size === 1 ? 'does' : 'do'} nothing here; `
    + 'add the Namespace with the label or annotation of its mesh, or name the mesh (`--mesh`)');
});

/** Of a namespace that is declared, its labels say it; settings may say it of others. */
function isUnsaid(set: ManifestSet, namespace: string): boolean {
  return namespaceFacts(set, namespace).object === undefined && namespaceEnrolment(set, namespace).dataPlane === 'none' && !Object.hasOwn(set.settings.enrolled, namespace);
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5);
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ');
}
