import { record, text } from '../../manifest/manifest-object';
import { matchesWhole } from './regex';

/** Whether a StringMatch only asks that there is a value. */
export function asksPresence(match: unknown): boolean {
  const { exact, prefix, regex } = record(match);
  return regex === '*' || [exact, prefix, regex].every(value => text(value) === undefined);
}

/** Whether a value meets a StringMatch. */
export function meetsString(match: unknown, value: string): boolean {
  const { exact, prefix, regex } = record(match);
  if (typeof exact === 'string') return value === exact;
  if (typeof prefix === 'string') return value.startsWith(prefix);
  return typeof regex === 'string' ? matchesWhole(regex, value) : true;
}

/** "is /a", "begins with /a", "matches ^a$", "is there". */
export function stringMatchText(match: unknown): string {
  const { exact, prefix, regex } = record(match);
  if (asksPresence(match)) return 'is there';
  if (typeof exact === 'string') return `is ${exact}`;
  return typeof prefix === 'string' ? `begins with ${prefix}` : `matches ${regex}`;
}
