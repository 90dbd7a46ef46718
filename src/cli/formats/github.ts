import { refText } from '../../manifest/object-ref';
import type { Report } from './report';
import { counted, unread } from './report';

const LEVELS = { error: 'error', warning: 'warning', info: 'notice' } as const;

/** Workflow commands, which GitHub shows beside the lines of a pull request. */
export function githubReport({ findings, inputErrors, summary }: Report): string {
  const lines = [
    ...inputErrors.map(({ file, line, column, message }) => annotation('error', { ...placed(file, line, column, null), title: 'cannot be read' }, message)),
    ...findings.map(({ rule, severity, file, line, column, endColumn, object, path, message, remedy, accepted }) => annotation(
      accepted ? 'notice' : LEVELS[severity],
      { ...placed(file, line, column, endColumn), title: accepted ? `${rule} (accepted)` : rule },
      `${refText(object)}${path === '' ? '' : ` ${path}`}: ${message}${accepted ? ` Accepted: ${accepted.reason}` : ` ${remedy}`}`,
    )),
  ];
  const { errors, warnings, infos, accepted, objects, files } = summary;
  lines.push(`${counted(errors, 'error')}, ${counted(warnings, 'warning')}, ${counted(infos, 'info')}, ${accepted} accepted in ${counted(objects, 'object')} of ${counted(files, 'file')}.${unread({ inputErrors })}`);
  return `${lines.join('\n')}\n`;
}

function placed(file: string | null, line: number | null, column: number | null, endColumn: number | null): Record<string, string> {
  // Standard input is no file of the repository.
  if (file === null || file === '-') return {};
  return {
    file,
    ...(line === null ? {} : { line: String(line), endLine: String(line) }),
    ...(line === null || column === null ? {} : { col: String(column) }),
    // Behind the last column of the field here, the last one there.
    ...(line === null || endColumn === null ? {} : { endColumn: String(Math.max(endColumn - 1, column ?? 1)) }),
  };
}

function annotation(level: string, properties: Readonly<Record<string, string>>, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escaped(value).replaceAll(':', '%3A').replaceAll(',', '%2C')}`);
  return `::${level} ${list.join(',')}::${escaped(message)}`;
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
