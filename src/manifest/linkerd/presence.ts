import type { ManifestObject } from '../manifest-object';
import { record, texts } from '../manifest-object';
import type { ManifestSet } from '../manifest-set';
import { view } from '../manifest-set';
import { asStored, POLICY_GROUP } from './references';
import { records } from '../manifest-object';

const INJECT = 'linkerd.io/inject';
const WORKLOADS = [
  ['apps', 'Deployment'], ['apps', 'StatefulSet'], ['apps', 'DaemonSet'], ['apps', 'ReplicaSet'], ['batch', 'Job'], ['batch', 'CronJob'],
  ['', 'Pod'], ['argoproj.io', 'Rollout'],
] as const;
const OWN_KINDS = [
  'Server', 'ServerAuthorization', 'AuthorizationPolicy', 'MeshTLSAuthentication', 'NetworkAuthentication', 'HTTPRoute', 'HTTPLocalRateLimitPolicy',
  'EgressNetwork',
];

/** Whether the cluster of a set has Linkerd installed, as far as its settings and objects show. */
export const showsLinkerd: (set: ManifestSet) => boolean = view(set => set.settings.mesh === 'linkerd'
  || OWN_KINDS.some(kind => set.all(POLICY_GROUP, kind).length > 0)
  || set.all('linkerd.io', 'ServiceProfile').length > 0
  || set.all('', 'Namespace').some(isInjected)
  || WORKLOADS.some(([group, kind]) => set.all(group, kind).some(workload => asksForProxy(podAnnotations(workload))))
  || ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'].some(kind => set.all('gateway.networking.k8s.io', kind).some(namesLinkerdParent)));

function isInjected(namespace: ManifestObject): boolean {
  return asksForProxy(namespace.annotations);
}

function asksForProxy(annotations: Readonly<Record<string, string>>): boolean {
  return annotations[INJECT] === 'enabled' || annotations[INJECT] === 'ingress';
}

function namesLinkerdParent(route: ManifestObject): boolean {
  return records(route.spec['parentRefs']).some(([parent]) => asStored(parent, route.group).group.toLowerCase() === POLICY_GROUP);
}

function podAnnotations(workload: ManifestObject): Record<string, string> {
  if (workload.kind === 'Pod') return { ...workload.annotations };
  const spec = workload.kind === 'CronJob' ? record(record(workload.spec['jobTemplate'])['spec']) : workload.spec;
  return texts(record(record(spec['template'])['metadata'])['annotations']);
}
