import { enrolment } from '../../../manifest/enrolment';
import type { Field } from '../../../manifest/field';
import { planesUnder, podsUnder } from '../../../manifest/istio/policy-reach';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { servicesOf } from '../../../manifest/services';

/** What a policy with a selector, or for a namespace, is enforced at by ztunnel. */
export interface ZtunnelPods {
  /** "the pods of cart", "the pods of namespace shop". */
  readonly words: string;
  /** A Service in front of them. */
  readonly service: string;
  readonly related: readonly ManifestObject[];
}

/** Undefined where no ztunnel enforces the policy. */
export function ztunnelPods(set: ManifestSet, policy: ManifestObject): ZtunnelPods | undefined {
  if (!planesUnder(set, policy).has('istio-ambient')) return undefined;
  const pod = podsUnder(set, policy).find(workload => enrolment(set, workload).dataPlane === 'istio-ambient');
  return {
    words: pod ? `the pods of ${pod.name}` : `the pods of namespace ${policy.namespace}`,
    service: pod ? servicesOf(set, pod)[0]?.name ?? '<Service>' : '<Service>',
    related: pod ? [pod.object] : [],
  };
}

/** Names of fields as a reader finds them: of a condition, its key. */
export function fieldNames(fields: readonly Field[]): string[] {
  return fields.map(field => (field.path.at(-1) === 'key' ? field.text : String(field.path.at(-1))));
}
