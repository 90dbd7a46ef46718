import { summaryOf } from './simulation-report';
import type { JudgedResult, SimulationReport } from './simulation-report';
import { missedText } from './coverage-text';
import { mismatchText, resultLines } from './result-text';
import { element, xmlDocument, xmlText } from './xml';

/** One case a request: failed if an expectation is not met, else passed with what became of it as output. */
export function simulationJunit(report: SimulationReport): string {
  const { results, inputErrors, coverage } = report;
  const { requests, notMet } = summaryOf(report);
  const totals = { tests: String(requests + inputErrors.length), failures: String(notMet), errors: String(inputErrors.length), skipped: '0', time: '0' };
  const cases = [
    ...inputErrors.map(({ file, line, message }) => element('testcase', { name: line === null ? file : `${file}:${line}`, classname: 'input' }, [element('error', { message, type: 'input' }, [])])),
    ...results.map(testCase),
  ];
  const output = coverage ? [element('system-out', {}, [xmlText(`${missedText(coverage).join('\n')}\n`)])] : [];
  return xmlDocument(element('testsuites', { name: 'cdk8s-mesh simulate', ...totals }, [element('testsuite', { name: 'requests', ...totals }, [...cases, ...output])]));
}

function testCase(result: JudgedResult): string {
  const lines = xmlText(`${resultLines(result).join('\n')}\n`);
  const content = result.met === false
    ? element('failure', { message: result.mismatches.map(mismatchText).join('; '), type: 'expectation' }, [lines])
    : element('system-out', {}, [lines]);
  return element('testcase', { name: result.name ?? result.asked, classname: 'requests' }, [content]);
}
