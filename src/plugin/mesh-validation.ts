import { check } from '../check/check';
import type { CheckResult } from '../check/check';
import type { Finding } from '../check/finding';
import { configOf, readConfig } from '../check/config';
import type { Config, FailOn } from '../check/config';
import { ConfigError } from '../check/config-error';
import { fails } from '../cli/formats/report';
import { record } from '../manifest/manifest-object';
import { ManifestSet } from '../manifest/manifest-set';
import { refText } from '../manifest/object-ref';
import type { Manifests } from '../manifest/reading/read-manifests';
import { readManifests } from '../manifest/reading/read-manifests';
import { ConstructPaths } from './construct-paths';
import type { ValidationContext, ValidationViolation } from './validation-context';

/**
 * The checks as a validation plugin of the cdk8s-cli: `validations` of `cdk8s.yaml` names it, and `cdk8s synth` runs it on what it wrote. Its
 * properties are the settings of the configuration file, which they come before, and `config`, the path of that file.
 */
export class MeshValidation {
  private readonly config: Config;

  /** @throws if a property is unknown or its value is none that it takes */
  public constructor(properties: Readonly<Record<string, unknown>> = {}) {
    const { config: file, ...settings } = record(properties);
    if (file !== undefined && typeof file !== 'string') throw new ConfigError(`${ORIGIN}: config: It has to be the path of a file and is ${JSON.stringify(file)}.`);
    this.config = merged(configOf(settings, ORIGIN), readConfig(file, process.cwd()));
  }

  public async validate(context: ValidationContext): Promise<void> {
    const manifests = await readManifests(context.manifests);
    const result = check(new ManifestSet(manifests.objects, this.config.settings), { ...this.config, locate: (...place) => manifests.locate(...place) });
    report(context, manifests, result, this.config.failOn ?? 'error');
  }
}

const ORIGIN = 'properties of MeshValidation';

/** What the properties say comes first. What is skipped, accepted or of another severity by either is so. */
function merged(own: Config, file: Config): Config {
  return {
    settings: { ...file.settings, ...own.settings },
    failOn: own.failOn ?? file.failOn ?? 'error',
    only: own.only.length > 0 ? own.only : file.only,
    skip: [...file.skip, ...own.skip],
    severities: new Map([...file.severities, ...own.severities]),
    acceptances: [...own.acceptances, ...file.acceptances],
  };
}

function report(context: ValidationContext, { objects, inputErrors }: Manifests, { findings, summary, complaints }: CheckResult, failOn: FailOn): void {
  // What is printed under --stdout stands between the manifests.
  const log = context.stdout === true ? () => undefined : (line: string) => context.logger.log(line);
  const constructs = new ConstructPaths(objects, context.metadata);
  for (const { file, line, column, message } of inputErrors) {
    context.report.addViolation({
      ruleName: 'unreadable-manifest', recommendation: message, fix: 'Write a manifest here that is one.',
      violatingResources: [{ resourceName: 'N/A', manifestPath: file, locations: [[file, ...(line === null ? [] : [line, column])].join(':')] }],
    });
  }
  for (const finding of findings) {
    if (finding.accepted) log(`accepted: ${finding.rule} on ${refText(finding.object)}: ${finding.accepted.reason}`);
    else context.report.addViolation(violation(finding, context, constructs));
  }
  for (const complaint of complaints) log(`note: ${complaint}`);
  const failed = inputErrors.length > 0 || findings.some(finding => fails(finding, failOn));
  context.report.submit(failed ? 'failure' : 'success', Object.fromEntries(Object.entries(summary).map(([name, count]) => [name, String(count)])));
}

function violation({ rule, message, remedy, object, file, line, path, severity }: Finding, { stdout }: ValidationContext, constructs: ConstructPaths): ValidationViolation {
  const resourceName = refText(object);
  constructs.record(object, resourceName);
  // Under --stdout, the file is a temporary one.
  const place = stdout === true ? [path] : [`${file ?? ''}:${line ?? 1}`, path];
  return {
    ruleName: rule, recommendation: message, fix: remedy,
    violatingResources: [{ resourceName, manifestPath: file ?? '', locations: [`${severity}: ${place.filter(part => part !== '').join(' ')}`] }],
  };
}
