import type { NamespaceModel, WorkloadModel } from '../../model/model';
import type { Resource } from '../../model/resource';
import type { MeshWideModel } from '../../model/security';
import type { Problem } from '../../model/data-plane';
import { allowNothing, authorizationPolicy } from './authorization';
import { namespaceMtls } from './peer-authentication';

const DENY = 'default-deny';

/** What is said about a namespace as a whole. */
export function namespacePolicies({ name, mtls, defaultDeny }: NamespaceModel): Resource[] {
  return [...(mtls ? [namespaceMtls(name, mtls)] : []), ...(defaultDeny ? [allowNothing(DENY, name)] : [])];
}

/**
 * What is said about the mesh, in its root namespace. There is no way to leave a namespace out of a policy that stands there, so whatever is sent
 * to an exempt namespace is let in again by one of its own.
 */
export function meshWidePolicies(mesh: MeshWideModel): Resource[] {
  const { defaults, cluster: { rootNamespace } } = mesh;
  if (!defaults) return [];
  // What lets everything in to the root namespace would do so to the whole mesh.
  const closed = new Set([rootNamespace, ...mesh.namespaces.filter(n => n.defaultDeny).map(n => n.name)]);
  return [
    ...(defaults.mtls ? [namespaceMtls(rootNamespace, defaults.mtls)] : []),
    ...(defaults.defaultDeny ? [allowNothing(DENY, rootNamespace)] : []),
    ...(defaults.defaultDeny ? defaults.exempt.filter(name => !closed.has(name)).map(allowEverything) : []),
  ];
}

function allowEverything(namespace: string): Resource {
  return { ...authorizationPolicy('no-default-deny', namespace, { rules: [{}] }), id: `authorizationpolicy-no-default-deny-${namespace}` };
}

/** Whether a policy lets everything in to the pods of the namespace, because it is exempt from the mesh's default deny. */
export function isOpened(namespace: NamespaceModel): boolean {
  const { defaults } = namespace.meshWide;
  return defaults?.defaultDeny === true && defaults.exempt.includes(namespace.name) && !namespace.defaultDeny;
}

/** Pods that stay out of the mesh have nobody to carry their rules out. */
export function enrolmentProblems(workload: WorkloadModel): Problem[] {
  if (workload.enrolled) return [];
  const paths = [...workload.allowLists.map(l => l.path), ...workload.mtlsExceptions.map(e => e.path), ...(workload.defaultDeny ? [workload.path] : [])];
  return paths.map(path => ({
    id: 'conflicting-intents', paths: [path],
    message: `the pods of "${workload.name}" stay out of the mesh (\`enrolled: false\`), so nothing would carry this out; enrol them, or take it away`,
  }));
}
