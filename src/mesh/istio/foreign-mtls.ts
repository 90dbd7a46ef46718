import type { ForeignManifest } from '../../model/data-plane';
import type { WorkloadModel } from '../../model/model';
import { effectiveMtls, isMtlsException } from '../../model/port-rules';
import { apiGroup, field, namespaceOf } from '../shared/foreign-json';
import { maySelect } from '../shared/foreign-selectors';

/**
 * Why a PeerAuthentication of somebody else has pods take plaintext that are to take mutual TLS only: one for pods comes before that of their
 * namespace, that before the one of the mesh, and of two of a kind the older one counts.
 */
export function foreignMtls(workload: WorkloadModel, { apiVersion, kind, metadata, spec }: ForeignManifest): string | undefined {
  if (kind !== 'PeerAuthentication' || apiGroup(apiVersion) !== 'security.istio.io' || !workload.enrolled || effectiveMtls(workload) !== 'strict') return undefined;
  const { namespace, policyLabels } = workload;
  const place = namespaceOf(metadata);
  const inRoot = place === namespace.cluster.rootNamespace;
  if (place !== namespace.name && !inRoot) return undefined;
  const selector = field(spec, 'selector');
  const forPods = Object.keys(field(selector, 'matchLabels') ?? {}).length > 0;
  if (forPods && !maySelect(selector, policyLabels)) return undefined;
  const what = weakMode(workload, field(field(spec, 'mtls'), 'mode'), forPods ? 'pods' : inRoot ? 'mesh' : 'namespace') ?? weakPort(workload, field(spec, 'portLevelMtls'));
  return what === undefined ? undefined : `PeerAuthentication "${metadata.name}" has the pods of "${workload.name}" take plaintext (${what}), where nobody without an identity is to come in; `
    + 'remove it, and use addMtlsException of the MeshNamespace for single ports, or `mtls: MtlsMode.PERMISSIVE` there for all of them';
}

const isWeak = (mode: unknown) => mode === 'PERMISSIVE' || mode === 'DISABLE';

/** One that says nothing itself, and replaces ours, leaves it to what is around it; around the mesh there is nothing. */
function weakMode({ namespace }: WorkloadModel, mode: unknown, scope: 'pods' | 'namespace' | 'mesh'): string | undefined {
  if (scope === 'mesh' && namespace.mtls !== undefined && namespace.name !== namespace.cluster.rootNamespace) return undefined;
  if (isWeak(mode)) return `mode ${String(mode)}`;
  const unset = mode !== 'STRICT';
  if (!unset || scope === 'pods') return undefined;
  return scope === 'mesh' || namespace.meshWide.defaults?.mtls !== 'strict' ? 'no mode' : undefined;
}

function weakPort(workload: WorkloadModel, ports: unknown): string | undefined {
  const hit = Object.entries((ports ?? {}) as Record<string, unknown>).find(([port, at]) => isWeak(field(at, 'mode')) && !isMtlsException(workload, Number(port)));
  return hit && `port ${hit[0]}: mode ${String(field(hit[1], 'mode'))}`;
}
