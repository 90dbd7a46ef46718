import type { NamespaceModel, WorkloadModel } from '../../model/model';
import { deniesByDefault, effectiveMtls } from '../../model/port-rules';
import type { StringMap } from '../../model/resource';
import type { MeshDefaultsModel, MtlsModeName } from '../../model/security';

/** Whom a port lets in of those whom no authorisation names: everybody, whoever has an identity, nobody. */
export type InboundPolicy = 'all-unauthenticated' | 'all-authenticated' | 'deny';

const ANNOTATION = 'config.linkerd.io/default-inbound-policy';

/** What holds for the pods' ports that have no Server; undefined: nothing was said. */
export function workloadPolicy(workload: WorkloadModel): InboundPolicy | undefined {
  return stated(policy(deniesByDefault(workload), effectiveMtls(workload)), workload.namespace);
}

/** What the pods get from their namespace when they are made; undefined: nothing was said. */
export function inheritedPolicy(namespace: NamespaceModel): InboundPolicy | undefined {
  const { created, meshWide: { defaults } } = namespace;
  if (!created) return defaults && policy(defaults.defaultDeny, defaults.mtls);
  return stated(policy(namespace.defaultDeny || denies(defaults, namespace.name), namespace.mtls ?? defaults?.mtls), namespace);
}

export function policyAnnotation(inbound: InboundPolicy | undefined): StringMap {
  return inbound === undefined ? {} : { [ANNOTATION]: inbound };
}

function policy(deny: boolean, mtls: MtlsModeName | undefined): InboundPolicy | undefined {
  if (deny) return 'deny';
  return mtls === 'strict' ? 'all-authenticated' : mtls === 'permissive' ? 'all-unauthenticated' : undefined;
}

/** Beside defaults of the mesh, what is exempt from them has to say so. */
function stated(inbound: InboundPolicy | undefined, { meshWide }: NamespaceModel): InboundPolicy | undefined {
  return inbound ?? (meshWide.defaults && 'all-unauthenticated');
}

function denies(defaults: MeshDefaultsModel | undefined, name: string): boolean {
  return defaults?.defaultDeny === true && !defaults.exempt.includes(name);
}
