import { Field } from '../../manifest/field';
import type { Complain } from '../../manifest/istio/complain';
import type { ManifestObject } from '../../manifest/manifest-object';

export const METADATA_RULES = ['metadata/dry-run', 'metadata/internal-annotation'] as const;

const DRY_RUN = 'istio.io/dry-run';
const INTERNAL = ['internal.istio.io/webhook-always-reject', 'internal.istio.io/parent-namespace', 'internal.istio.io/parents'];
const BOOLEANS = ['1', 't', 'T', 'TRUE', 'true', 'True', '0', 'f', 'F', 'FALSE', 'false', 'False'];

/** Annotations that istiod judges, whatever the kind. */
export function checkMetadata(object: ManifestObject, complain: Complain): void {
  const annotations = new Field(object.annotations, ['metadata', 'annotations']);
  for (const name of annotations.set(...INTERNAL)) {
    complain('metadata/internal-annotation', annotations.at(name), `Annotation ${name} is for istiod itself.`, 'Take the annotation out.');
  }
  const dryRun = annotations.at(DRY_RUN);
  if (!dryRun.isSet) return;
  const action = typeof object.spec.action === 'string' ? object.spec.action : 'ALLOW';
  if (object.kind !== 'AuthorizationPolicy') {
    complain('metadata/dry-run', dryRun, `A ${object.kind} cannot be tried out by annotation ${DRY_RUN}.`, 'Take the annotation out; only an AuthorizationPolicy can have it.');
  } else if (action !== 'ALLOW' && action !== 'DENY') {
    complain('metadata/dry-run', dryRun, `A policy with action ${action} cannot be tried out by annotation ${DRY_RUN}.`, 'Take the annotation out, or write action: ALLOW or DENY.');
  } else if (!BOOLEANS.includes(dryRun.text)) {
    complain('metadata/dry-run', dryRun, `Annotation ${DRY_RUN} is "${dryRun.text}".`, 'Write "true" or "false".');
  }
}
