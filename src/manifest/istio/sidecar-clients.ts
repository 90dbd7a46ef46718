import { enrolment } from '../enrolment';
import type { ManifestSet } from '../manifest-set';
import { view } from '../manifest-set';
import type { DataPlaneName } from '../settings';
import type { Workload } from '../workloads';
import { workloads } from '../workloads';
import { istioGateways } from './gateways';

/** Data planes of the pods that run under each service account, by "namespace/account". */
const planesByAccount = view(set => {
  const planes = new Map<string, { readonly dataPlane: DataPlaneName; readonly workload: Workload }[]>();
  for (const workload of workloads(set)) {
    const key = `${workload.namespace}/${workload.serviceAccount}`;
    const one = { dataPlane: enrolment(set, workload).dataPlane, workload };
    const known = planes.get(key);
    if (known) known.push(one);
    else planes.set(key, [one]);
  }
  return planes;
});

/** A workload with sidecars that runs under a service account. */
export function sidecarCaller(set: ManifestSet, namespace: string, account: string): Workload | undefined {
  return planesByAccount(set).get(`${namespace}/${account}`)?.find(({ dataPlane }) => dataPlane === 'istio-sidecar')?.workload;
}

/** Whether manifests hold proxies that route for their callers: pods with sidecars, or gateways. */
export const hasRoutingClients = view((set): boolean => istioGateways(set).length > 0
  || set.all('gateway.networking.k8s.io', 'Gateway').some(({ spec }) => /^istio(-remote)?$/.test(String(spec['gatewayClassName'])))
  || workloads(set).some(workload => enrolment(set, workload).dataPlane === 'istio-sidecar'));
