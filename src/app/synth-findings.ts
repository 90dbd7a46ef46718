import type { IConstruct } from 'constructs';
import type { Acceptance } from '../check/acceptance';
import { check } from '../check/check';
import { rulesNamed } from '../check/rule-names';
import type { Finding } from '../model/errors';
import { World } from '../world/world';
import { appManifests } from './app-manifests';
import type { ClusterManifests } from './app-manifests';
import { checksAbove, checksOf, FindingSeverity } from './mesh-checks';

/** What the checks say of the manifests of an App; a finding carries the path of the construct whose object it is on. */
export function synthFindings(root: IConstruct): Finding[] {
  if (checksAbove(root).some(({ disabled }) => disabled)) return [];
  return appManifests(World.of(root)).flatMap(manifests => clusterFindings(manifests));
}

function clusterFindings({ cluster, set, constructs }: ClusterManifests): Finding[] {
  const byPath = new Map([...constructs.values()].map(construct => [construct.node.path, construct]));
  const { findings, complaints } = check(set, { acceptances: acceptances(constructs) });
  const where = cluster.name ? `cluster ${cluster.name}: ` : '';
  return [
    ...findings.flatMap((finding): Finding[] => {
      const construct = byPath.get(finding.construct ?? '');
      if (!construct) return [];
      const above = checksAbove(construct);
      const said = above.flatMap(({ severities }) => [...severities]).find(([name]) => rulesNamed(name).includes(finding.rule))?.[1];
      if (said === FindingSeverity.OFF || above.some(({ disabled }) => disabled)) return [];
      return [{
        id: finding.rule, severity: said ?? finding.severity, path: construct.node.path,
        message: `${where}${finding.rule} at ${finding.path || finding.object.kind}: ${finding.message} ${finding.remedy}`,
        ...(finding.accepted && { accepted: finding.accepted.reason }),
      }];
    }),
    ...complaints.map((complaint): Finding => ({ id: 'unused-acceptance', severity: 'warning', path: 'App', message: complaint })),
  ];
}

/** What was accepted in code: each for the objects below the scope that it was said of. */
function acceptances(constructs: ClusterManifests['constructs']): Acceptance[] {
  const scopes = new Set([...constructs.values()].flatMap(construct => construct.node.scopes));
  return [...scopes].flatMap(scope => [...checksOf(scope)?.accepted ?? []].map(([rule, reason]): Acceptance => ({
    rules: rulesNamed(rule), reason, by: 'code', origin: 'MeshChecks.accept',
    covers: ({ object }) => constructs.get(object)?.node.scopes.includes(scope) ?? false,
  })));
}
