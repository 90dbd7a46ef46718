import { knowsKind } from '../../../manifest/known-objects';
import { GATEWAY_GROUP, groupOf, POLICY_GROUP } from '../../../manifest/linkerd/references';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { record, text } from '../../../manifest/manifest-object';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { view } from '../../../manifest/manifest-set';
import { grouped } from '../../../manifest/linkerd/route-parents';
import type { Rule } from '../../rule';

const KINDS: readonly (readonly [group: string, kind: string])[] = [[POLICY_GROUP, 'Server'], [POLICY_GROUP, 'HTTPRoute'], [GATEWAY_GROUP, 'HTTPRoute'], [GATEWAY_GROUP, 'GRPCRoute']];
const byName = view(set => grouped(KINDS.flatMap(([group, kind]) => set.all(group, kind)), ({ name }) => name));

export const linkerdTargetMissing: Rule = {
  id: 'linkerd-target-missing',
  severity: 'error',
  what: 'A policy of Linkerd\'s is on a Server or a route that is not in its namespace.',
  why: 'Targets are looked for in the namespace of the policy, and an HTTPRoute of one API group is not the one of the other. The policy is in force nowhere: its callers are refused, or its rate limit does not hold.',
  remedy: 'Put the policy in the namespace of its target, and write the group that the target has.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/authorization-policy/#authorizationpolicy'],
  check(set, report) {
    for (const policy of [...set.all(POLICY_GROUP, 'AuthorizationPolicy'), ...set.all(POLICY_GROUP, 'HTTPLocalRateLimitPolicy')]) {
      const target = record(policy.spec['targetRef']);
      const name = text(target['name']) ?? '';
      const [group, kind] = KINDS.find(([g, k]) => g === groupOf(target) && k.toLowerCase() === text(target['kind'])?.toLowerCase()) ?? [];
      if (kind === undefined || group === undefined || set.find(group, kind, policy.namespace, name)) continue;
      const other = namesake(set, policy, kind, name);
      report(policy, ['spec', 'targetRef', other && other.namespace === policy.namespace ? 'group' : 'name'], {
        ...(!other && !knowsKind(set, group, kind, policy.namespace ?? '') && { severity: 'info' as const }),
        message: `There is no ${kind} "${name}" of group ${group} in namespace "${policy.namespace}"${other ? `; there is ${other.kind} ${other.namespace}/${other.name} of group ${other.group}` : ''}.`,
        remedy: !other ? `Create ${kind} ${policy.namespace}/${name}, or name one that exists.`
          : other.namespace === policy.namespace ? `Write targetRef.group: ${other.group}.` : `Move the policy to namespace "${other.namespace}".`,
        related: other ? [other] : [],
      });
    }
    for (const authorization of set.all(POLICY_GROUP, 'ServerAuthorization')) {
      const name = text(record(authorization.spec['server'])['name']);
      if (name === undefined || set.find(POLICY_GROUP, 'Server', authorization.namespace, name)) continue;
      report(authorization, ['spec', 'server', 'name'], {
        ...(!knowsKind(set, POLICY_GROUP, 'Server', authorization.namespace ?? '') && { severity: 'info' as const }),
        message: `There is no Server "${name}" in namespace "${authorization.namespace}".`,
        remedy: `Create Server ${authorization.namespace}/${name}, or name one that exists.`,
      });
    }
  },
};

/** What was probably meant: of the other group in the same namespace, else the same kind elsewhere. */
function namesake(set: ManifestSet, { namespace }: ManifestObject, kind: string, name: string): ManifestObject | undefined {
  const same = (byName(set).get(name) ?? []).filter(object => object.kind === kind);
  return same.find(object => object.namespace === namespace) ?? same[0];
}
