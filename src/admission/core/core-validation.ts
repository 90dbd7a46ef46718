import type { ManifestObject } from '../../manifest/manifest-object';
import type { Refusal } from '../refusal';
import { autoscaler } from './autoscaler';
import { claimSpec } from './claims';
import { configMap, secret } from './config';
import { cronJob } from './cron-job';
import { disruptionBudget } from './disruption-budget';
import { endpoints, endpointSlice } from './endpoints';
import { Field } from './field';
import { ingress, ingressClass } from './ingress';
import { job } from './job';
import { namespace } from './namespace';
import { networkPolicy } from './network-policy';
import { pod } from './pod';
import { podTemplate } from './pod-template';
import { replicationController } from './replication-controller';
import { labelSelector } from './selectors';
import { service } from './service';
import { statefulSet } from './stateful-set';
import { daemonSet, deployment, replicaSet } from './workloads';

/** By group, version and kind. */
const VALIDATIONS: Readonly<Record<string, (object: Field) => void>> = {
  'v1/ConfigMap': configMap,
  'v1/Endpoints': endpoints,
  'v1/Namespace': namespace,
  'v1/PersistentVolumeClaim': object => { claimSpec(object.at('spec')); },
  'v1/Pod': pod,
  'v1/PodTemplate': object => { podTemplate(object.at('template')); },
  'v1/ReplicationController': replicationController,
  'v1/Secret': secret,
  'v1/Service': service,
  'apps/v1/DaemonSet': daemonSet,
  'apps/v1/Deployment': deployment,
  'apps/v1/ReplicaSet': replicaSet,
  'apps/v1/StatefulSet': statefulSet,
  'autoscaling/v1/HorizontalPodAutoscaler': autoscaler,
  'autoscaling/v2/HorizontalPodAutoscaler': autoscaler,
  'batch/v1/CronJob': cronJob,
  'batch/v1/Job': job,
  'discovery.k8s.io/v1/EndpointSlice': endpointSlice,
  'networking.k8s.io/v1/Ingress': ingress,
  'networking.k8s.io/v1/IngressClass': ingressClass,
  'networking.k8s.io/v1/NetworkPolicy': networkPolicy,
  'policy/v1/PodDisruptionBudget': disruptionBudget,
  'rbac.authorization.k8s.io/v1/ClusterRole': object => { object.at('aggregationRule', 'clusterRoleSelectors').items.forEach(labelSelector); },
};

/**
 * What an API server refuses of its own kinds beyond their schema: conditions between fields, ranges, forms of names. Of other kinds, and of
 * values whose type is wrong, it says nothing.
 */
export function coreValidation(object: ManifestObject): Refusal[] {
  const { apiVersion, kind } = object.body;
  const refusals: Refusal[] = [];
  VALIDATIONS[`${apiVersion}/${kind}`]?.(new Field(object.body, [], refusals));
  return refusals;
}
