import { enrolment, namespaceEnrolment } from '../manifest/enrolment';
import type { ManifestSet } from '../manifest/manifest-set';
import { namespaces } from '../manifest/namespaces';
import { workloads } from '../manifest/workloads';
import type { Client } from './call';
import { clientOf } from './client';

/** Somebody who may call: "shop/Deployment/frontend", "shop/*" for pods that no manifest declares, "outside" for any address outside the cluster. */
export interface Caller {
  readonly id: string;
  readonly client: Client;
}

export const OUTSIDE = 'outside';

/** By itself, or through a Gateway. */
export function isOutside(id: string): boolean {
  return id === OUTSIDE || id.startsWith(`${OUTSIDE} `);
}

/** Everybody who may call in a cluster. */
export function callersOf(set: ManifestSet): readonly Caller[] {
  const declared = workloads(set).map((workload): Caller => {
    const { id, namespace, serviceAccount, labels } = workload;
    const client = clientOf(set, { namespace, serviceAccount, labels });
    return { id, client: { ...client, labels, workload, dataPlane: enrolment(set, workload).dataPlane } };
  });
  const undeclared = [...namespaces(set).keys()].map((namespace): Caller => ({
    id: `${namespace}/*`,
    client: { ...clientOf(set, { namespace, serviceAccount: 'default' }), labels: {}, workload: undefined, ip: undefined, dataPlane: namespaceEnrolment(set, namespace).dataPlane },
  }));
  return [...declared, ...undeclared, { id: OUTSIDE, client: clientOf(set, {}) }];
}
