import type { App } from 'cdk8s';
import type { FindingReport } from '../../src';
import { MeshReport } from '../../src';
import { ERROR_IDS } from '../../src/model/errors';

const isOwn = ({ rule }: FindingReport): boolean => Object.hasOwn(ERROR_IDS, rule);

/** What the checks of the manifests say: admission and the rules of docs/rules.md. */
export function manifestFindings(app: App): FindingReport[] {
  return MeshReport.of(app).findings.filter(finding => !isOwn(finding));
}

/** What the constructs of the library say by themselves. */
export function ownFindings(app: App): FindingReport[] {
  return MeshReport.of(app).findings.filter(isOwn);
}
