import { enrolment, namespaceEnrolment } from '../enrolment';
import type { ManifestObject } from '../manifest-object';
import { records } from '../manifest-object';
import type { ManifestSet } from '../manifest-set';
import { view } from '../manifest-set';
import { workloads, workloadsIn } from '../workloads';
import { asStored, GATEWAY_GROUP, POLICY_GROUP } from './references';

const INJECT = 'linkerd.io/inject';
const OWN_KINDS = [
  'Server', 'ServerAuthorization', 'AuthorizationPolicy', 'MeshTLSAuthentication', 'NetworkAuthentication', 'HTTPRoute', 'HTTPLocalRateLimitPolicy',
  'EgressNetwork',
];

/** Whether the cluster of a set has Linkerd installed, as far as its settings and objects show. */
export const showsLinkerd: (set: ManifestSet) => boolean = view(set => set.settings.mesh === 'linkerd' || Object.values(set.settings.enrolled).includes('linkerd')
  || OWN_KINDS.some(kind => set.all(POLICY_GROUP, kind).length > 0)
  || set.all('linkerd.io', 'ServiceProfile').length > 0
  || set.all('', 'Namespace').some(asksForProxy)
  || workloads(set).some(asksForProxy)
  || ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'].some(kind => set.all(GATEWAY_GROUP, kind).some(namesLinkerdParent)));

const known = view(() => new Map<string, boolean>());

/** Whether some pods of a namespace have Linkerd's proxy. */
export function isLinkerdNamespace(set: ManifestSet, namespace: string): boolean {
  const answers = known(set);
  let answer = answers.get(namespace);
  if (answer === undefined) {
    answer = namespaceEnrolment(set, namespace).dataPlane === 'linkerd' || workloadsIn(set, namespace).some(workload => enrolment(set, workload).dataPlane === 'linkerd');
    answers.set(namespace, answer);
  }
  return answer;
}

function asksForProxy({ annotations }: Pick<ManifestObject, 'annotations'>): boolean {
  return annotations[INJECT] === 'enabled' || annotations[INJECT] === 'ingress';
}

function namesLinkerdParent(route: ManifestObject): boolean {
  return records(route.spec['parentRefs']).some(([parent]) => asStored(parent, route.group).group.toLowerCase() === POLICY_GROUP);
}
