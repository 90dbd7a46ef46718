import { createHash } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Finding } from '../../check/finding';
import { describeRule } from '../../check/rule-names';
import { RULES } from '../../analysis/registry';
import type { ObjectRef } from '../../manifest/object-ref';
import { refText } from '../../manifest/object-ref';
import type { Report } from './report';

const HOME = 'https://github.com/cdk8s-mesh/cdk8s-mesh';

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;

/** SARIF 2.1.0, for code scanning. An accepted finding is suppressed. */
export function sarifReport({ findings, inputErrors, version }: Report): string {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'cdk8s-mesh', version, informationUri: HOME, rules: rules.map(rule => descriptor(rule, findings)) } },
      invocations: [{
        executionSuccessful: inputErrors.length === 0,
        ...(inputErrors.length === 0 ? {} : {
          toolExecutionNotifications: inputErrors.map(({ file, line, column, message }) => ({
            level: 'error', message: { text: message }, locations: [{ physicalLocation: physical(file, line, column, null) }],
          })),
        }),
      }],
      columnKind: 'utf16CodeUnits',
      results: findings.map(finding => result(finding, rules.indexOf(finding.rule))),
    }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptor(rule: string, findings: readonly Finding[]): object {
  const { docs, severity } = findings.find(finding => finding.rule === rule)!;
  const known = RULES.find(({ id }) => id === rule);
  return {
    id: rule,
    shortDescription: { text: describeRule(rule) },
    ...(known ? { fullDescription: { text: known.why }, help: { text: known.remedy } } : {}),
    helpUri: `${HOME}/blob/main/${docs}`,
    defaultConfiguration: { level: LEVELS[known?.severity ?? severity] },
    properties: { tags: ['kubernetes', 'service-mesh'], ...(known && known.aliases.length > 0 ? { aliases: known.aliases } : {}) },
  };
}

function result(finding: Finding, ruleIndex: number): object {
  const { rule, severity, object, file, document, line, column, endColumn, path, message, remedy, related, accepted, aliases } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: `${refText(object)}${path === '' ? '' : ` ${path}`}: ${message} ${remedy}` },
    locations: [{ ...(file === null ? {} : { physicalLocation: physical(file, line, column, endColumn) }), logicalLocations: [logical(object)] }],
    ...(related.length === 0 ? {} : { relatedLocations: related.map((other, index) => ({ id: index + 1, message: { text: refText(other) }, logicalLocations: [logical(other)] })) }),
    // Lines move; the object and its field tell whether it is still the same finding.
    partialFingerprints: { 'objectAndField/v1': createHash('sha256').update(JSON.stringify([rule, object, path])).digest('hex').slice(0, 32) },
    ...(accepted ? { suppressions: [{ kind: accepted.by === 'annotation' ? 'inSource' : 'external', status: 'accepted', justification: accepted.reason }] } : {}),
    properties: { path, remedy, ...(document === null ? {} : { document }), ...(aliases.length === 0 ? {} : { aliases }) },
  };
}

function physical(file: string, line: number | null, column: number | null, endColumn: number | null): object {
  return {
    artifactLocation: { uri: uriOf(file) },
    ...(line === null ? {} : { region: { startLine: line, ...(column === null ? {} : { startColumn: column }), ...(column === null || endColumn === null ? {} : { endColumn }) } }),
  };
}

/** Relative where the path is, so that it is taken from the root of the repository. */
function uriOf(file: string): string {
  if (file === '-') return 'stdin';
  return isAbsolute(file) ? pathToFileURL(file).href : encodeURI(file).replaceAll('#', '%23').replaceAll('?', '%3F');
}

function logical(object: ObjectRef): object {
  return { name: object.name, fullyQualifiedName: `${object.apiVersion}/${object.kind}/${object.namespace === null ? '' : `${object.namespace}/`}${object.name}`, kind: 'resource' };
}
