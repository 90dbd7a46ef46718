import type { PathStep } from '../manifest/field-path';

/** Why an API server or a webhook of a mesh would not take an object. */
export interface Refusal {
  readonly rule:
    | 'admission/schema' | 'admission/unknown-field' | 'admission/cel' | 'admission/metadata' | 'admission/duplicate' | 'admission/unknown-kind'
    | 'admission/webhook';
  readonly path: readonly PathStep[];
  /** One sentence: what is wrong, with the value that makes it so. */
  readonly message: string;
  /** One sentence that can be followed or copied: what to write instead. */
  readonly remedy: string;
  /** The webhook's own name of the rule, where it has one. */
  readonly aliases?: readonly string[];
}
