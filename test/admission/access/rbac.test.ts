import { admit } from '../../../src/admission/admit';
import { pathText } from '../../../src/manifest/field-path';
import { manifests } from '../../support/manifests';

function told(kind: string, rest: string): string[][] {
  return admit(manifests(`{ apiVersion: rbac.authorization.k8s.io/v1, kind: ${kind}, metadata: { name: a }, ${rest} }`))
    .map(({ path, message, remedy }) => [pathText(path), message, remedy]);
}

const role = 'roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader }';
const rules = (rule: string) => `rules: [{ verbs: [get], ${rule} }]`;

test.each([
  ['ClusterRoleBinding', `${role}, subjects: [{ kind: ServiceAccount, name: cart }]`, 'subjects[0].namespace', 'is required and not there', 'Add the namespace of the ServiceAccount.'],
  ['ClusterRoleBinding', 'roleRef: { kind: Role, name: reader }', 'roleRef.kind', 'is "Role", and must be ClusterRole', 'Write ClusterRole.'],
  ['RoleBinding', 'roleRef: { kind: Service, name: reader }', 'roleRef.kind', 'is "Service", and must be Role or ClusterRole', 'Write Role or ClusterRole.'],
  ['RoleBinding', 'roleRef: { apiGroup: apps, kind: Role, name: reader }', 'roleRef.apiGroup', 'is "apps", and must be rbac.authorization.k8s.io', 'Write apiGroup: rbac.authorization.k8s.io.'],
  ['RoleBinding', 'roleRef: { kind: Role, name: "" }', 'roleRef.name', 'is required and empty', 'Add name to roleRef.'],
  ['RoleBinding', 'roleRef: { kind: Role, name: a/b }', 'roleRef.name', 'is "a/b", and may be neither "." nor ".." and hold no "/" and no "%"', 'Write "a-b".'],
  ['RoleBinding', `${role}, subjects: [{ kind: Pod, name: cart }]`, 'subjects[0].kind', 'is "Pod", and must be ServiceAccount, User or Group', 'Write ServiceAccount, User or Group.'],
  ['RoleBinding', `${role}, subjects: [{ kind: ServiceAccount, name: Cart }]`, 'subjects[0].name', 'is "Cart", and must be lower-case letters, digits, "-" and ".", with a letter or digit at both ends and beside each "."', 'Write cart.'],
  ['RoleBinding', `${role}, subjects: [{ kind: ServiceAccount, name: cart, apiGroup: apps }]`, 'subjects[0].apiGroup', 'is "apps", and a ServiceAccount is in no group', 'Leave apiGroup out.'],
  ['Role', 'rules: [{ apiGroups: [""], resources: [pods], verbs: [] }]', 'rules[0].verbs', 'is required and empty', 'Add at least one entry to rules[0].verbs.'],
  ['Role', rules('resources: [pods]'), 'rules[0].apiGroups', 'is required and empty', 'Add at least one entry to rules[0].apiGroups.'],
  ['Role', rules('nonResourceURLs: [/healthz]'), 'rules[0].nonResourceURLs', 'stands in a Role, which holds of one namespace only', 'Make it a ClusterRole.'],
  ['ClusterRole', rules('nonResourceURLs: [/healthz], resources: [pods]'), 'rules[0].nonResourceURLs', 'stands beside resources', 'Make two rules of it.'],
  ['ClusterRole', 'aggregationRule: {}', 'aggregationRule.clusterRoleSelectors', 'is required and empty', 'Select the roles to take rules from, or leave aggregationRule out.'],
  ['ClusterRole', 'aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: b/c } }] }', 'aggregationRule.clusterRoleSelectors[0].matchLabels.a', 'is "b/c", and must be letters, digits, "-", "_" and ".", with a letter or digit at both ends', 'Write "b-c". An annotation may hold any text.'],
])('a %s is refused: %s', (kind, rest, path, what, remedy) => {
  expect(told(kind, rest)).toEqual([[path, `${path} ${what}.`, remedy]]);
});

test.each([
  ['ClusterRoleBinding', `${role}, subjects: [{ kind: ServiceAccount, name: cart, namespace: shop }, { kind: Group, name: "system:authenticated" }]`],
  ['RoleBinding', `${role}, subjects: [{ kind: ServiceAccount, name: cart }, { kind: User, name: Ann, apiGroup: rbac.authorization.k8s.io }]`],
  ['Role', rules('apiGroups: [""], resources: [pods], resourceNames: [cart]')],
  ['ClusterRole', rules('nonResourceURLs: [/healthz]')],
  ['ClusterRole', 'aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: b } }] }'],
])('a %s is let pass: %s', (kind, rest) => {
  expect(told(kind, rest)).toEqual([]);
});
