import { knowsPods } from '../../../manifest/known-objects';
import { POLICY_GROUP, refersTo } from '../../../manifest/linkerd/references';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { list, record, records, text } from '../../../manifest/manifest-object';
import type { PathStep } from '../../../manifest/field-path';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { view } from '../../../manifest/manifest-set';
import { workloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

const accountsInUse = view(set => new Set(workloads(set).map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`)));
const byAccount = view(set => new Map(workloads(set).map(workload => [workload.serviceAccount, workload] as const)));

export const linkerdIdentityOfNoPods: Rule = {
  id: 'linkerd-identity-of-no-pods',
  severity: 'warning',
  what: 'A policy admits a ServiceAccount with which no pods of its namespace run.',
  why: 'Pods prove the identity of the ServiceAccount that they run with. A name with a slip admits nobody, and the callers that were meant are refused.',
  remedy: 'Name the ServiceAccount of the callers\' pod template, with its namespace where that is another one.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/authorization-policy/#meshtlsauthentication'],
  check(set, report) {
    for (const [object, identity, path] of identityNames(set)) {
      const [, name, namespace] = ACCOUNT_IDENTITY.exec(identity) ?? [];
      if (name === undefined || namespace === undefined || !knowsPods(set, namespace) || accountsInUse(set).has(`${namespace}/${name}`)) continue;
      report(object, path, {
        message: `No pods of namespace "${namespace}" in these manifests run with ServiceAccount "${name}", which "${identity}" stands for.`,
        remedy: `Write the serviceAccountName of the callers' pod template in place of "${name}".`,
      });
    }
    for (const [object, reference, path] of accountReferences(set)) {
      const name = text(reference['name']);
      const namespace = text(reference['namespace']) ?? object.namespace ?? '';
      if (name === undefined || !knowsPods(set, namespace) || accountsInUse(set).has(`${namespace}/${name}`)) continue;
      const other = byAccount(set).get(name);
      report(object, [...path, 'name'], {
        message: `No pods of namespace "${namespace}" in these manifests run with ServiceAccount "${name}".`,
        remedy: other ? `Write namespace: ${other.namespace}, where ${other.object.kind} ${other.name} runs with it.` : 'Name the serviceAccountName of the callers\' pod template.',
        related: other ? [other.object] : [],
      });
    }
  },
};

/** "web.shop.serviceaccount.identity.linkerd.cluster.local" */
const ACCOUNT_IDENTITY = /^([^.*]+)\.([^.*]+)\.serviceaccount\.identity\./;

function identityNames(set: ManifestSet): (readonly [ManifestObject, string, readonly PathStep[]])[] {
  const named = (object: ManifestObject, value: unknown, path: readonly PathStep[]) =>
    list(value).flatMap((item, index) => (typeof item === 'string' ? [[object, item, [...path, index]] as const] : []));
  return [
    ...set.all(POLICY_GROUP, 'MeshTLSAuthentication').flatMap(object => named(object, object.spec['identities'], ['spec', 'identities'])),
    ...set.all(POLICY_GROUP, 'ServerAuthorization').flatMap(object => named(object, record(record(object.spec['client'])['meshTLS'])['identities'], ['spec', 'client', 'meshTLS', 'identities'])),
  ];
}

function accountReferences(set: ManifestSet): (readonly [ManifestObject, Record<string, unknown>, readonly PathStep[]])[] {
  const listed = (object: ManifestObject, value: unknown, path: readonly PathStep[]) => records(value).map(([item, index]) => [object, item, [...path, index]] as const);
  const isAccount = ([, reference]: readonly [ManifestObject, Record<string, unknown>, readonly PathStep[]]) => refersTo(reference, '', 'ServiceAccount');
  return [
    ...set.all(POLICY_GROUP, 'MeshTLSAuthentication').flatMap(object => listed(object, object.spec['identityRefs'], ['spec', 'identityRefs']).filter(isAccount)),
    ...set.all(POLICY_GROUP, 'AuthorizationPolicy').flatMap(object => listed(object, object.spec['requiredAuthenticationRefs'], ['spec', 'requiredAuthenticationRefs']).filter(isAccount)),
    ...set.all(POLICY_GROUP, 'ServerAuthorization').flatMap(object => listed(object, record(record(object.spec['client'])['meshTLS'])['serviceAccounts'], ['spec', 'client', 'meshTLS', 'serviceAccounts'])),
  ];
}
