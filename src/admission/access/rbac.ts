import type { PathStep } from '../../manifest/field-path';
import { pathText } from '../../manifest/field-path';
import type { ManifestObject } from '../../manifest/manifest-object';
import { list, record, records, text, texts } from '../../manifest/manifest-object';
import type { Flaw } from '../metadata/syntax';
import { labelValueFlaw, pathSegmentFlaw, subdomainFlaw } from '../metadata/syntax';
import type { Refusal } from '../refusal';
import { oneOfText, shown } from '../schema/issue';

const GROUP = 'rbac.authorization.k8s.io';

/** What an API server asks of roles and of who has them, beyond their schema. */
export function rbacValidation({ group, kind, body }: ManifestObject): Refusal[] {
  if (group !== GROUP) return [];
  if (kind === 'ClusterRole' && body['aggregationRule']) return aggregationRefusals(record(body['aggregationRule']), body);
  if (kind === 'Role' || kind === 'ClusterRole') return rulesRefusals(body, kind === 'Role');
  if (kind === 'RoleBinding' || kind === 'ClusterRoleBinding') return bindingRefusals(body, kind === 'ClusterRoleBinding');
  return [];
}

function rulesRefusals(body: Record<string, unknown>, namespaced: boolean): Refusal[] {
  return records(body['rules']).flatMap(([rule, index]) => ruleRefusals(rule, ['rules', index], namespaced));
}

function aggregationRefusals(aggregation: Record<string, unknown>, body: Record<string, unknown>): Refusal[] {
  const path = ['aggregationRule', 'clusterRoleSelectors'];
  const selectors = records(aggregation['clusterRoleSelectors']);
  const empty = selectors.length === 0 ? [refusal(path, 'is required and empty', 'Select the roles to take rules from, or leave aggregationRule out.')] : [];
  const labels = selectors.flatMap(([selector, index]) => Object.entries(texts(selector['matchLabels'])).flatMap(([key, value]) => {
    const flaw = labelValueFlaw(value);
    return flaw ? [refusal([...path, index, 'matchLabels', key], flaw.what, flaw.remedy)] : [];
  }));
  return [...empty, ...labels, ...rulesRefusals(body, false)];
}

function bindingRefusals(body: Record<string, unknown>, forCluster: boolean): Refusal[] {
  const role = record(body['roleRef']);
  const roles = forCluster ? ['ClusterRole'] : ['Role', 'ClusterRole'];
  const refusals = [...groupRefusals(role, ['roleRef']), ...kindRefusals(role, ['roleRef'], roles), ...nameRefusals(role, ['roleRef'], pathSegmentFlaw)];
  for (const [subject, index] of records(body['subjects'])) {
    const path = ['subjects', index];
    refusals.push(...kindRefusals(subject, path, ['ServiceAccount', 'User', 'Group']));
    const account = subject['kind'] === 'ServiceAccount';
    refusals.push(...nameRefusals(subject, path, account ? subdomainFlaw : () => undefined));
    if (!account) {
      if (subject['kind'] === 'User' || subject['kind'] === 'Group') refusals.push(...groupRefusals(subject, path));
      continue;
    }
    if (text(subject['apiGroup'])) refusals.push(refusal([...path, 'apiGroup'], `is ${shown(subject['apiGroup'])}, and a ServiceAccount is in no group`, 'Leave apiGroup out.'));
    if (forCluster && !text(subject['namespace'])) refusals.push(refusal([...path, 'namespace'], 'is required and not there', 'Add the namespace of the ServiceAccount.'));
  }
  return refusals;
}

function groupRefusals(reference: Record<string, unknown>, path: readonly PathStep[]): Refusal[] {
  const group = text(reference['apiGroup']) || GROUP;
  return group === GROUP ? [] : [refusal([...path, 'apiGroup'], `is ${shown(group)}, and must be ${GROUP}`, `Write apiGroup: ${GROUP}.`)];
}

function kindRefusals(reference: Record<string, unknown>, path: readonly PathStep[], allowed: readonly string[]): Refusal[] {
  const kind = text(reference['kind']) ?? '';
  return allowed.includes(kind) ? [] : [refusal([...path, 'kind'], `is ${shown(kind)}, and must be ${oneOfText(allowed)}`, `Write ${oneOfText(allowed)}.`)];
}

function nameRefusals(reference: Record<string, unknown>, path: readonly PathStep[], flawOf: (name: string) => Flaw | undefined): Refusal[] {
  const name = text(reference['name']) ?? '';
  if (name === '') return [refusal([...path, 'name'], 'is required and empty', `Add name to ${pathText(path)}.`)];
  const flaw = flawOf(name);
  return flaw ? [refusal([...path, 'name'], flaw.what, flaw.remedy)] : [];
}

function ruleRefusals(rule: Record<string, unknown>, path: readonly PathStep[], namespaced: boolean): Refusal[] {
  const has = (field: string): boolean => list(rule[field]).length > 0;
  const missing = (field: string): Refusal[] => (has(field) ? [] : [refusal([...path, field], 'is required and empty', `Add at least one entry to ${pathText([...path, field])}.`)]);
  if (!has('nonResourceURLs')) return [...missing('verbs'), ...missing('apiGroups'), ...missing('resources')];
  const urls = [...path, 'nonResourceURLs'];
  return [
    ...missing('verbs'),
    ...namespaced ? [refusal(urls, 'stands in a Role, which holds of one namespace only', 'Make it a ClusterRole.')] : [],
    ...['apiGroups', 'resources', 'resourceNames'].some(has) ? [refusal(urls, 'stands beside resources', 'Make two rules of it.')] : [],
  ];
}

function refusal(path: readonly PathStep[], what: string, remedy: string): Refusal {
  return { rule: 'admission/schema', path, message: `${pathText(path)} ${what}.`, remedy };
}
