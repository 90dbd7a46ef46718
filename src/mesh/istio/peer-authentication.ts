import type { PeerAuthenticationSpec } from '../../../imports/security-istio-io';
import { PeerAuthenticationSpecMtlsMode as Mode, PeerAuthenticationSpecPortLevelMtlsMode as PortMode, toJson_PeerAuthenticationSpec } from '../../../imports/security-istio-io';
import type { WorkloadModel } from '../../model/model';
import { objectName } from '../../model/names';
import { effectiveMtls } from '../../model/port-rules';
import type { Resource } from '../../model/resource';
import { resource } from '../../model/resource';
import type { MtlsModeName } from '../../model/security';

const MODES: Readonly<Record<MtlsModeName, Mode>> = { strict: Mode.STRICT, permissive: Mode.PERMISSIVE };

/** The mode of a whole namespace; in the root namespace, of the mesh. */
export function namespaceMtls(namespace: string, mode: MtlsModeName): Resource {
  return peerAuthentication('default', namespace, { mtls: { mode: MODES[mode] } });
}

/**
 * The exceptions of a workload, all in one object: of two that select a pod, the oldest wins whole. The mode of its other ports is always stated:
 * a policy for a workload that leaves it to what is around it can lose that.
 */
export function mtlsExceptions(workload: WorkloadModel): Resource[] {
  const mode = effectiveMtls(workload);
  const ports = [...new Set(workload.mtlsExceptions.flatMap(e => e.ports))].sort((a, b) => a - b);
  if (!mode || ports.length === 0 || !workload.enrolled) return [];
  return [peerAuthentication(objectName(['mtls', workload.name]), workload.namespace.name, {
    selector: { matchLabels: { ...workload.policyLabels } },
    mtls: { mode: MODES[mode] },
    portLevelMtls: Object.fromEntries(ports.map(port => [String(port), { mode: PortMode.PERMISSIVE }])),
  })];
}

function peerAuthentication(name: string, namespace: string, spec: PeerAuthenticationSpec): Resource {
  return resource('security.istio.io/v1', 'PeerAuthentication', { name, namespace }, { spec: toJson_PeerAuthenticationSpec(spec) });
}
