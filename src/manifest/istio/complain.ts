import type { PathStep } from '../field-path';
import type { Field } from '../field';
import { isPort } from './address-syntax';
import { durationProblem } from './duration-syntax';

/** Takes what a check of Istio's fields has found; `rule` says which idea it is, and stays. */
export type Complain = (rule: string, at: Pick<Field, 'path'>, message: string, remedy: string) => void;

export const FIELD_RULES = ['duration', 'port-number'] as const;

/** A duration, where there is one. */
export function checkDuration(duration: Field, complain: Complain): void {
  if (!duration.isSet) return;
  const problem = durationProblem(duration.text);
  if (problem === undefined) return;
  complain('duration', duration, `\`${nameOf(duration)}\` "${duration.text}" is no duration that Istio takes: ${problem}.`,
    `Write ${nameOf(duration)} in whole milliseconds of at least one, such as "5s" or "250ms".`);
}

/** A port number, where there is one. */
export function checkPort(port: Field, complain: Complain): void {
  if (!port.isSet || isPort(port.number)) return;
  complain('port-number', port, `\`${nameOf(port)}\` ${JSON.stringify(port.value)} is no port number.`, 'Write a port number from 1 to 65535.');
}

/** The name of a field, for a sentence. */
export function nameOf(field: Pick<Field, 'path'>): string {
  return String(field.path.filter((step: PathStep) => typeof step === 'string').at(-1) ?? '');
}

/** `"a", "b" and "c"`. */
export function quoted(values: readonly string[], last = 'and'): string {
  const words = values.map(value => JSON.stringify(value));
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}
