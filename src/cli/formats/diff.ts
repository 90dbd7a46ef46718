import type { InputError } from '../../manifest/reading/input-error';
import type { Change, ChangeKind } from '../../simulator/diff';
import { visible } from './text';

type Format = (changes: readonly Change[], inputErrors: readonly InputError[]) => string;

const TITLES: Readonly<Record<ChangeKind, string>> = {
  'opened': 'Connections opened', 'closed': 'Connections closed', 'transport-weakened': 'Transport weakened', 'transport-strengthened': 'Transport strengthened',
  'destinations': 'Destinations and shares moved', 'timeout': 'Timeouts changed', 'retries': 'Retries changed', 'answer': 'Answers changed', 'verdict': 'Refused in another way',
  'request': 'Requests rewritten in another way', 'response': 'Responses changed in another way', 'mirrors': 'Mirrors changed', 'fault': 'Faults changed', 'limits': 'Limits changed',
};

const NONE = 'Nothing changes in meaning.';

export const DIFF_FORMATS: Readonly<Record<string, Format>> = {
  json: (changes, inputErrors) => `${JSON.stringify({ version: 1, changes, inputErrors }, null, 2)}\n`,
  text: changes => sections(changes, title => title, change => [`  ${visible(where(change))}`, `      ${visible(change.before)} -> ${visible(change.after)}`]),
  markdown: changes => sections(changes, title => `### ${title}\n`, change => [`- ${code(where(change))}: ${code(change.before)} → ${code(change.after)}`]),
};

function sections(changes: readonly Change[], heading: (title: string) => string, lines: (change: Change) => string[]): string {
  const parts = (Object.keys(TITLES) as ChangeKind[]).flatMap(kind => {
    const own = changes.filter(change => change.kind === kind);
    return own.length === 0 ? [] : [[heading(`${TITLES[kind]} (${own.length})`), ...own.flatMap(lines)].join('\n')];
  });
  return `${parts.length === 0 ? NONE : parts.join('\n\n')}\n`;
}

/** Of many callers and requests, so many are named. */
const NAMED = 5;

function where({ service, port, callers, requests }: Change): string {
  const some = (names: readonly string[], separator: string): string => (names.length > NAMED ? `${names.slice(0, NAMED).join(separator)} and ${names.length - NAMED} more` : names.join(separator));
  return `${some(callers, ', ')} to ${service}:${port}${requests.length === 0 ? '' : `, ${some(requests, ' | ')}`}`;
}

function code(text: string): string {
  const fence = '`'.repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  const padded = text.startsWith('`') || text.endsWith('`') ? ` ${text} ` : text;
  return `${fence}${visible(padded)}${fence}`;
}
