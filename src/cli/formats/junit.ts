import type { Finding } from '../../check/finding';
import { refText } from '../../manifest/object-ref';
import type { Report } from './report';
import { byFile, fails } from './report';
import { element, xmlDocument, xmlText as text } from './xml';

/**
 * One suite a file and one case a finding: failed if it counts for the exit code, skipped if it was accepted, else passed with what it says
 * as output. A file without findings is a case that passed.
 */
export function junitReport({ findings, inputErrors, files, failOn }: Report): string {
  const found = byFile(findings);
  const unread = byFile(inputErrors);
  const suites = [...new Set([...files, ...found.keys(), ...unread.keys()])].map(file => {
    const own = found.get(file) ?? [];
    const errors = unread.get(file) ?? [];
    const failures = own.filter(finding => fails(finding, failOn)).length;
    const skipped = own.filter(({ accepted }) => accepted).length;
    const cases = [
      ...errors.map(({ line, message }) => element('testcase', { name: 'can be read', classname: file ?? 'app' }, [element('error', { message, type: 'input' }, [text(line === null ? message : `line ${line}: ${message}`)])])),
      ...own.map(finding => testCase(finding, fails(finding, failOn))),
    ];
    if (cases.length === 0) cases.push(element('testcase', { name: 'no findings', classname: file ?? 'app' }, []));
    return { failures, skipped, errors: errors.length, tests: cases.length, file, cases };
  });
  const total = (key: 'tests' | 'failures' | 'errors' | 'skipped'): string => String(suites.reduce((sum, suite) => sum + suite[key], 0));
  const body = suites.map(({ file, cases, tests, failures, errors, skipped }) => element('testsuite', {
    name: file ?? 'app', tests: String(tests), failures: String(failures), errors: String(errors), skipped: String(skipped), time: '0',
  }, cases));
  const whole = element('testsuites', { name: 'cdk8s-mesh check', tests: total('tests'), failures: total('failures'), errors: total('errors'), skipped: total('skipped'), time: '0' }, body);
  return xmlDocument(whole);
}

function testCase(finding: Finding, failed: boolean): string {
  const { rule, object, path, file, line, message, remedy, severity, accepted, construct } = finding;
  const where = file === null ? construct ?? '' : line === null ? file : `${file}:${line}`;
  const said = text(`${message}\n${remedy}\n${where}${path === '' ? '' : ` ${path}`}\n`);
  const content = accepted ? element('skipped', { message: `accepted: ${accepted.reason}` }, [])
    : failed ? element('failure', { message, type: severity }, [said])
      : element('system-out', {}, [text(`${severity}: `), said]);
  return element('testcase', {
    name: `${rule}: ${refText(object)}${path === '' ? '' : ` ${path}`}`, classname: file ?? 'app', ...(file === null ? {} : { file }), ...(line === null ? {} : { line: String(line) }),
  }, [content]);
}
