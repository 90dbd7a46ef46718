import type { Severity } from '../manifest/finding';
import type { ObjectRef } from '../manifest/object-ref';

/** Where a finding stands. Lines and columns count from 1, documents from 0; null where it is not known. */
export interface Place {
  readonly file: string | null;
  readonly document: number | null;
  readonly line: number | null;
  readonly column: number | null;
  /** The first column behind the field, on the same line. */
  readonly endColumn: number | null;
}

export interface Accepted {
  readonly reason: string;
  readonly by: 'annotation' | 'code' | 'config';
}

/** A finding as every door shows it. Tools read it: fields may be added, none is renamed or taken out. */
export interface Finding extends Place {
  readonly rule: string;
  readonly severity: Severity;
  readonly object: ObjectRef;
  readonly path: string;
  readonly message: string;
  readonly remedy: string;
  readonly related: readonly ObjectRef[];
  readonly aliases: readonly string[];
  readonly docs: string;
  readonly construct: string | null;
  readonly accepted: Accepted | null;
}

export interface Summary {
  readonly objects: number;
  /** Without what was accepted, as the two that follow. */
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly accepted: number;
}

/** Where the documentation says more. Admission is described as a whole: its rules are the server's. */
export function docsOf(rule: string): string {
  return rule.startsWith('admission/') ? 'docs/checking.md#what-is-refused' : `docs/rules.md#${rule}`;
}
