import { styleText } from 'node:util';
import type { Finding } from '../../check/finding';
import { refText } from '../../manifest/object-ref';
import type { Report } from './report';
import { byFile, counted, unread } from './report';

type Style = Parameters<typeof styleText>[0];

const STYLES: Readonly<Record<Finding['severity'], Style>> = { error: 'red', warning: 'yellow', info: 'cyan' };

/** Of a source line, so much is shown around the field. */
const WIDTH = 120;

/** How many findings of one rule that are only worth knowing are told at length. */
const SHOWN_INFOS = 2;

/** For people: by file, each finding with the line it stands on. */
export function textReport(report: Report): string {
  return new TextReport(report).text();
}

class TextReport {
  private readonly lines: string[] = [];

  public constructor(private readonly report: Report) {}

  public text(): string {
    const { findings, summary } = this.report;
    for (const [file, found] of byFile(findings)) {
      this.lines.push(this.styled('bold', visible(file ?? found[0]!.construct ?? '')));
      const { shown, folded } = withoutRepeats(found);
      for (const finding of shown) this.add(finding);
      for (const [rule, places] of folded) this.lines.push(this.styled('dim', `  and ${rule} ${places.length} more time${places.length === 1 ? '' : 's'}, at ${places.slice(0, 5).map(placeOf).join(', ')}${places.length > 5 ? ', …' : ''}`));
      this.lines.push('');
    }
    const { errors, warnings, infos, accepted, objects, files } = summary;
    const counts = [counted(errors, 'error'), counted(warnings, 'warning'), ...(infos > 0 ? [counted(infos, 'info')] : []), ...(accepted > 0 ? [`${accepted} accepted`] : [])];
    const colour = errors > 0 || this.report.inputErrors.length > 0 ? 'red' : warnings > 0 ? 'yellow' : 'green';
    this.lines.push(this.styled(colour, `${counts.join(', ')} in ${counted(objects, 'object')} of ${counted(files, 'file')}.${unread(this.report)}`));
    return `${this.lines.join('\n')}\n`;
  }

  private add(finding: Finding): void {
    const { rule, severity, line, column, object, path, message, remedy, accepted, related, aliases, docs } = finding;
    const place = line === null ? '' : `${line}:${column ?? 1}  `;
    const label = accepted ? this.styled('dim', `accepted ${severity}`) : this.styled(STYLES[severity], severity);
    this.lines.push(`  ${place}${label}  ${this.styled('bold', rule)}  ${visible(refText(object))}${path === '' ? '' : this.styled('dim', `  ${visible(path)}`)}`);
    this.lines.push(`      ${visible(message)}`);
    if (accepted) {
      this.lines.push(`      Accepted (${accepted.by}): ${visible(accepted.reason)}`);
      return;
    }
    this.excerpt(finding);
    // Manifests to copy keep their lines.
    this.lines.push(`      ${this.styled('green', 'Fix:')} ${remedy.split('\n').map(visible).join('\n        ')}`);
    const more = [...related.map(refText).map(visible), ...aliases, docs];
    this.lines.push(this.styled('dim', `      See ${more.join(', ')}`));
  }

  /** The line of the file with the field underlined. */
  private excerpt(finding: Finding): void {
    const { line, column, endColumn, severity } = finding;
    const source = line === null ? undefined : this.report.lineText(finding);
    if (source === undefined || line === null || column === null) return;
    const start = column - 1 > WIDTH * 2 / 3 ? column - 1 - Math.floor(WIDTH / 3) : 0;
    const shown = visible(source.slice(start, start + WIDTH).replaceAll('\t', ' '));
    const length = Math.max(Math.min((endColumn ?? column + 1) - column, start + WIDTH - column + 1, source.length - column + 1), 1);
    const number = String(line).padStart(6);
    this.lines.push(`${this.styled('dim', `${number} │`)} ${start > 0 ? '…' : ''}${shown}${start + WIDTH < source.length ? '…' : ''}`);
    this.lines.push(`${this.styled('dim', '       │')} ${' '.repeat(column - 1 - start + (start > 0 ? 1 : 0))}${this.styled(STYLES[severity], '^'.repeat(length))}`);
  }

  private styled(style: Style, text: string): string {
    // Whether the terminal takes colours was decided before.
    return this.report.colours ? styleText(style, text, { validateStream: false } as never) : text;
  }
}

/** Of what is only worth knowing, the first few of a rule in a file stand for all, so that it does not drown the rest. */
function withoutRepeats(findings: readonly Finding[]): { readonly shown: readonly Finding[]; readonly folded: ReadonlyMap<string, readonly Finding[]> } {
  const seen = new Map<string, number>();
  const folded = new Map<string, Finding[]>();
  const shown = findings.filter(finding => {
    if (finding.severity !== 'info' || finding.accepted) return true;
    const count = (seen.get(finding.rule) ?? 0) + 1;
    seen.set(finding.rule, count);
    if (count > SHOWN_INFOS) folded.set(finding.rule, [...folded.get(finding.rule) ?? [], finding]);
    return count <= SHOWN_INFOS;
  });
  return { shown, folded };
}

function placeOf({ line, object }: Finding): string {
  return visible(line === null ? refText(object) : `line ${line}`);
}

/** What manifests hold must not steer a terminal. */
export function visible(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, character => (character === '\n' ? ' ' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`));
}
