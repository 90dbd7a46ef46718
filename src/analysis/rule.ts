import type { PathStep } from '../manifest/field-path';
import type { Severity } from '../manifest/finding';
import type { ManifestObject } from '../manifest/manifest-object';
import type { ManifestSet } from '../manifest/manifest-set';

/**
 * One thing that manifests can say and not mean. A rule is a pure function of the set; it reports each place once, and where it cannot know,
 * it says nothing, or reports an `info`. What it is asked of was not validated: a rule reads any shape without throwing.
 */
export interface Rule {
  /** Stable, in kebab-case. */
  readonly id: string;
  readonly severity: Severity;
  /** What the rule finds: one sentence. */
  readonly what: string;
  /** What happens in the mesh if it stays. */
  readonly why: string;
  /** What to do about it, in general. */
  readonly remedy: string;
  /** Its names elsewhere: "IST0101", "KIA1107", "ResolvedRefs=False/BackendNotFound". Also the default aliases of what it reports. */
  readonly aliases: readonly string[];
  /** Addresses of the reference documentation upstream. */
  readonly see?: readonly string[];
  /** Where it stays, access can be wider than was asked for: nobody can accept what it finds. */
  readonly failClosed?: boolean;
  check(set: ManifestSet, report: Report): void;
}

/** Says that something is wrong at `path` of an object. */
export type Report = (object: ManifestObject, path: readonly PathStep[], words: Words) => void;

export interface Words {
  /** One sentence: what is wrong here, with the names and values that make it so. */
  readonly message: string;
  /** One sentence that can be followed or copied: what to write here instead. */
  readonly remedy: string;
  /** Other objects that take part. */
  readonly related?: readonly ManifestObject[];
  /** Where it is not the rule's. */
  readonly severity?: Severity;
  /** Where they are not the rule's: one of several names. */
  readonly aliases?: readonly string[];
}
