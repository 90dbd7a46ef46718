import { enrolment, namespaceEnrolment } from '../../../manifest/enrolment';
import { attachments, isConsumerRoute } from '../../../manifest/gateway-api/attachments';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { namespaceFacts } from '../../../manifest/namespaces';
import { refText } from '../../../manifest/object-ref';
import type { DataPlaneName } from '../../../manifest/settings';
import { workloadsIn } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

/** Whose pods have a proxy of their own, which is where routes for callers are carried out. */
const AT_CALLERS = new Set<DataPlaneName>(['istio-sidecar', 'linkerd', 'gateway-api']);

export const consumerRouteWithoutEffect: Rule = {
  id: 'consumer-route-without-effect',
  severity: 'warning',
  what: 'A route on a Service of another namespace holds only for callers in its own namespace, and no caller there has a proxy that would carry it out.',
  why: 'Such a route belongs to the proxies of the callers. An ambient mesh has none: it carries routes out at the waypoint of the Service, which reads those of the Service\'s namespace only. The route is accepted and changes nothing.',
  remedy: 'Move the route into the namespace of the Service, where it holds for all callers.',
  aliases: [],
  see: ['https://gateway-api.sigs.k8s.io/geps/gep-1294/', 'https://istio.io/latest/docs/ambient/usage/l7-features/'],
  check(set, report) {
    for (const attachment of attachments(set)) {
      if (!isConsumerRoute(attachment)) continue;
      const { route, ref } = attachment;
      const planes = callerPlanes(set, route.namespace);
      if (planes.length === 0 || planes.some(plane => AT_CALLERS.has(plane))) continue;
      const ambient = planes.includes('istio-ambient');
      report(route.object, [...ref.path, 'namespace'], {
        message: `${refText(route.object.ref)} is attached to Service ${ref.namespace}/${ref.name} for callers in namespace ${route.namespace}, and ${ambient ? 'those are in the ambient mesh, where a waypoint reads the routes of the Service\'s namespace only' : 'no pods there are in a mesh'}: it changes nothing.`,
        remedy: ambient ? `Set \`metadata.namespace: ${ref.namespace}\`, so that it holds for all callers, or give the callers sidecars.` : `Set \`metadata.namespace: ${ref.namespace}\`, or put the callers of namespace ${route.namespace} into the mesh.`,
        related: [attachment.service!.object],
      });
    }
  },
};

/** What is known of the pods of a namespace; nothing where neither they nor its labels are. */
function callerPlanes(set: ManifestSet, namespace: string): DataPlaneName[] {
  const { dataPlane } = namespaceEnrolment(set, namespace);
  const known = namespaceFacts(set, namespace).object !== undefined || dataPlane !== 'none';
  return [...workloadsIn(set, namespace).map(workload => enrolment(set, workload).dataPlane), ...(known ? [dataPlane] : [])];
}
