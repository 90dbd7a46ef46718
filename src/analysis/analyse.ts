import { pathText } from '../manifest/field-path';
import type { Remark } from '../manifest/finding';
import type { ManifestObject } from '../manifest/manifest-object';
import type { ManifestSet } from '../manifest/manifest-set';
import { RULES } from './registry';
import type { Rule } from './rule';

/** What stands in these serves as facts. */
const CLUSTER_NAMESPACES = new Set(['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage']);

/** What the rules say about a set: one remark a rule and place, in the order of the rules. */
export function analyse(set: ManifestSet, rules: readonly Rule[] = RULES): Remark[] {
  return rules.flatMap(rule => remarksOf(rule, set));
}

function remarksOf(rule: Rule, set: ManifestSet): Remark[] {
  const remarks = new Map<string, Remark>();
  rule.check(set, (object, path, { message, remedy, related = [], severity = rule.severity, aliases = rule.aliases }) => {
    const place = `${object.key} ${pathText(path)}`;
    if (isNobodysToChange(object) || remarks.has(place)) return;
    remarks.set(place, { rule: rule.id, severity, object, path, message, remedy, related, aliases });
  });
  return [...remarks.values()];
}

function isNobodysToChange({ kind, name, namespace, source }: ManifestObject): boolean {
  return source.elsewhere === true || CLUSTER_NAMESPACES.has(kind === 'Namespace' ? name : namespace ?? '');
}
