import { styleText } from 'node:util';
import { missedText } from './coverage-text';
import { mismatchText, outcomeText, resultLines } from './result-text';
import { summaryOf } from './simulation-report';
import type { JudgedResult, SimulationReport } from './simulation-report';
import { visible } from './text';

/** For people: what is as expected in a line, the rest with its reasons. */
export function simulationText(report: SimulationReport): string {
  const { results, coverage, colours } = report;
  const styled = (style: Parameters<typeof styleText>[0], text: string): string => (colours ? styleText(style, text, { validateStream: false } as never) : text);
  const said = (result: JudgedResult): string[] => {
    const { met, name, asked } = result;
    const sign = met === null ? styled('cyan', '-') : met ? styled('green', '✓') : styled('red', '✗');
    const title = `${sign} ${styled('bold', visible(name ?? asked))}: ${outcomeText(result)}`;
    if (met === true) return [title];
    return [title, ...result.mismatches.map(one => `    ${styled('red', mismatchText(one))}`), ...resultLines(result).map(line => `    ${styled('dim', line)}`)];
  };
  const { requests, met, notMet, withoutExpectation } = summaryOf(report);
  const counts = [`${met} as expected`, `${notMet} not`, ...(withoutExpectation > 0 ? [`${withoutExpectation} without expectation`] : [])];
  const total = `${requests} ${requests === 1 ? 'request' : 'requests'}: ${counts.join(', ')}.`;
  return `${[...results.flatMap(said), '', styled(notMet > 0 ? 'red' : 'green', total), ...(coverage ? missedText(coverage) : [])].join('\n')}\n`;
}
