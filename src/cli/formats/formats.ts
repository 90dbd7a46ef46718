import { githubReport } from './github';
import { jsonReport } from './json';
import { junitReport } from './junit';
import type { Report } from './report';
import { sarifReport } from './sarif';
import { textReport } from './text';

export const FORMATTERS: Readonly<Record<string, (report: Report) => string>> = {
  text: textReport, json: jsonReport, sarif: sarifReport, github: githubReport, junit: junitReport,
};
