import type { PathStep } from './field-path';
import type { ManifestObject } from './manifest-object';

/** error: it will not work, or it is unsafe. warning: it probably is not what was meant. info: worth knowing. */
export type Severity = 'error' | 'warning' | 'info';

/** What admission or a rule says about one field of one object, before it is known where that stands in a file and whether it was accepted. */
export interface Remark {
  readonly rule: string;
  readonly severity: Severity;
  readonly object: ManifestObject;
  readonly path: readonly PathStep[];
  /** A sentence: what is wrong, with the values that make it so. */
  readonly message: string;
  /** A sentence that can be followed, or text that can be copied: what to write instead. */
  readonly remedy: string;
  /** Other objects that take part. */
  readonly related: readonly ManifestObject[];
  /** The same finding by its names in istioctl analyze and Kiali, and the condition that a Gateway API controller would set. */
  readonly aliases: readonly string[];
}
