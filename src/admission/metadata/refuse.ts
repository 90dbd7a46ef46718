import type { PathStep } from '../../manifest/field-path';
import { pathText } from '../../manifest/field-path';
import type { Refusal } from '../refusal';
import type { Flaw } from './syntax';

/** `what` goes on after the name of the field. */
export function refusal(path: readonly PathStep[], what: string, remedy: string): Refusal {
  return { rule: 'admission/metadata', path, message: `${pathText(path)} ${what}.`, remedy };
}

export function flawed(path: readonly PathStep[], flaw: Flaw | undefined): Refusal[] {
  return flaw ? [refusal(path, flaw.what, flaw.remedy)] : [];
}
