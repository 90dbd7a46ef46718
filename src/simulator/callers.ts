import { enrolment, namespaceEnrolment } from '../manifest/enrolment';
import type { ManifestSet } from '../manifest/manifest-set';
import { view } from '../manifest/manifest-set';
import { namespaces } from '../manifest/namespaces';
import type { DataPlaneName } from '../manifest/settings';
import { workloads } from '../manifest/workloads';
import type { Client } from './call';
import { clientOf } from './client';
import type { NamedCaller } from './named-callers';
import { callerName, isDeclared, namedCallers } from './named-callers';

/**
 * Somebody who may call: "shop/Deployment/frontend", "shop/*" for pods that no manifest declares, "ci/ServiceAccount/runner" for those that a policy
 * speaks of, "outside" for any address outside the cluster.
 */
export interface Caller {
  readonly id: string;
  readonly client: Client;
}

export const OUTSIDE = 'outside';

/** By itself, or through a Gateway. */
export function isOutside(id: string): boolean {
  return id === OUTSIDE || id.startsWith(`${OUTSIDE} `);
}

/** Everybody who may call in a cluster; where sets are compared, also whom only policies of the other know. */
export function callersOf(set: ManifestSet, compared: readonly ManifestSet[] = [set]): readonly Caller[] {
  const declared = workloads(set).map((workload): Caller => {
    const { id, namespace, serviceAccount, labels } = workload;
    const client = clientOf(set, { namespace, serviceAccount, labels });
    return { id, client: { ...client, labels, workload, dataPlane: enrolment(set, workload).dataPlane } };
  });
  const undeclared = [...namespaces(set).keys()].map((namespace): Caller => ({
    id: `${namespace}/*`,
    client: { ...clientOf(set, { namespace, serviceAccount: 'default' }), labels: {}, workload: undefined, ip: undefined, dataPlane: undeclaredPlane(set, namespace, compared) },
  }));
  const known = new Set([...declared, ...undeclared].map(({ id }) => id));
  const named = compared.flatMap(namedCallers).filter(caller => !compared.every(one => isDeclared(one, caller)) && !known.has(callerName(caller)) && Boolean(known.add(callerName(caller))));
  return [...declared, ...undeclared, ...named.map(caller => ({ id: callerName(caller), client: namedClient(set, caller, compared) })), { id: OUTSIDE, client: clientOf(set, {}) }];
}

/** Pods of a namespace that no manifest declares; without a namespace, somebody outside. */
export function podsOf(set: ManifestSet, namespace: string | undefined, compared: readonly ManifestSet[]): Caller {
  if (namespace === undefined) return { id: OUTSIDE, client: clientOf(set, {}) };
  const pods: NamedCaller = { namespace, serviceAccount: 'default', labels: {}, trustDomain: undefined };
  return { id: callerName(pods), client: namedClient(set, pods, compared) };
}

function namedClient(set: ManifestSet, { namespace, serviceAccount, labels, trustDomain }: NamedCaller, compared: readonly ManifestSet[]): Client {
  return {
    kind: 'pod', namespace, serviceAccount, labels, workload: undefined, ip: undefined, certificate: undefined,
    dataPlane: trustDomain === undefined ? undeclaredPlane(set, namespace, compared) : meshOf(set), ...(trustDomain !== undefined && { trustDomain }),
  };
}

/** Pods that are named have a proxy, unless their namespace says otherwise somewhere. */
function undeclaredPlane(set: ManifestSet, namespace: string, compared: readonly ManifestSet[]): DataPlaneName {
  if (saysEnrolment(set, namespace)) return namespaceEnrolment(set, namespace).dataPlane;
  const saying = compared.find(one => saysEnrolment(one, namespace));
  if (saying && namespaceEnrolment(saying, namespace).dataPlane === 'none') return 'none';
  return saying || !namespaces(set).has(namespace) ? meshOf(set) : namespaceEnrolment(set, namespace).dataPlane;
}

function saysEnrolment(set: ManifestSet, namespace: string): boolean {
  return namespaces(set).get(namespace)?.object !== undefined || Object.hasOwn(set.settings.enrolled, namespace);
}

/** The mesh of the manifests: the first that some namespace or pods are in. */
const meshOf = view((set): DataPlaneName => {
  for (const name of namespaces(set).keys()) {
    const { dataPlane } = namespaceEnrolment(set, name);
    if (dataPlane !== 'none') return dataPlane;
  }
  return workloads(set).map(pods => enrolment(set, pods).dataPlane).find(dataPlane => dataPlane !== 'none') ?? 'none';
});
