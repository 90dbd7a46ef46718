import type { MtlsMode } from '../../manifest/istio/peer-authentication';
import { modeOf, widePeerAuthentication, workloadPeerAuthentication } from '../../manifest/istio/peer-authentication';
import type { ManifestObject } from '../../manifest/manifest-object';
import { record } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import type { Workload } from '../../manifest/workloads';

/** Why ztunnel refuses a connection for want of an identity, and whose word that is. */
export interface MtlsDenial {
  readonly object: ManifestObject;
  readonly why: string;
}

interface Levels {
  readonly mesh: ManifestObject | undefined;
  readonly namespace: ManifestObject | undefined;
  readonly workload: ManifestObject | undefined;
}

/**
 * ztunnel knows no PeerAuthentication: istiod hands it a denial of callers without identity in its place, either the plain one for all ports or
 * one that is made of the workload's ports. DISABLE and PERMISSIVE are one to it. Undefined: the connection may pass.
 */
export function mtlsDenial(set: ManifestSet, workload: Workload, port: number, identity: boolean): MtlsDenial | undefined {
  const { levels, plain, converted } = sentFor(set, workload);
  if (plain && !identity) return { object: plain, why: 'STRICT refuses callers without identity' };
  if (!converted || !deniesPort(levels, converted, port, identity)) return undefined;
  return { object: converted, why: identity ? `port ${port} is none of those that its exceptions leave open` : `STRICT refuses callers without identity on port ${port}` };
}

/** PeerAuthentications that a workload is given a denial for. */
export function mtlsPolicies(set: ManifestSet, workload: Workload): readonly ManifestObject[] {
  return sentFor(set, workload).policies;
}

const sentFor = viewOf((set, workload: Workload) => {
  const levels = levelsOf(set, workload);
  const { plain, converted } = policiesSent(levels);
  return { levels, plain, converted, policies: [plain, converted].filter(object => object !== undefined) };
});

function levelsOf(set: ManifestSet, workload: Workload): Levels {
  const { rootNamespace } = set.settings;
  return {
    mesh: widePeerAuthentication(set, rootNamespace),
    namespace: workload.namespace === rootNamespace ? undefined : widePeerAuthentication(set, workload.namespace),
    workload: workloadPeerAuthentication(set, workload),
  };
}

/** The denials that a workload is given: the plain one of a STRICT mode, and one that is made of its own policy's ports. */
function policiesSent({ mesh, namespace, workload }: Levels): { readonly plain: ManifestObject | undefined; readonly converted: ManifestObject | undefined } {
  const around = mode(namespace) === undefined ? mesh : namespace;
  const inherited = mode(around) === 'STRICT' ? around : undefined;
  if (!workload) return { plain: inherited, converted: undefined };
  const own = mode(workload);
  const plain = own === 'STRICT' ? workload : own === undefined ? inherited : undefined;
  const has = (...modes: MtlsMode[]) => ports(workload).some(([, portMode]) => modes.includes(portMode));
  // Under an inherited STRICT, a port that is DISABLE is no exception; beside its own, it is.
  const exceptions = own === 'STRICT' ? has('PERMISSIVE', 'DISABLE') : plain !== undefined && has('PERMISSIVE');
  if (exceptions) return { plain: undefined, converted: workload };
  return { plain, converted: plain === undefined && has('STRICT') ? workload : undefined };
}

/** The denial that istiod makes of a workload's ports; it can come to nothing, and then nobody is denied. */
function deniesPort({ mesh, namespace }: Levels, workload: ManifestObject, port: number, identity: boolean): boolean {
  const own = mode(workload);
  const [around, above] = [mode(namespace), mode(mesh)];
  const strictAround = around === 'STRICT' || around === undefined && above === 'STRICT';
  const impliedStrict = own === 'STRICT' || own === undefined && around === 'STRICT' || around === undefined && above === 'STRICT';
  const strictPorts = impliedStrict ? [] : portsOf(workload, 'STRICT');
  // Whether exceptions count is asked of the nearest policy around, even where that one says nothing.
  const nearest = namespace ? around : mesh ? above : undefined;
  const exceptions = own === 'STRICT' || own === undefined && nearest === 'STRICT' ? portsOf(workload, 'PERMISSIVE', 'DISABLE') : [];
  if (!identity && strictPorts.includes(port)) return true;
  if (exceptions.length === 0 || exceptions.includes(port)) return false;
  const needsIdentity = own === 'STRICT' || strictAround;
  return !needsIdentity || !identity;
}

function mode(policy: ManifestObject | undefined): MtlsMode | undefined {
  return modeOf(policy?.spec['mtls']);
}

function ports(policy: ManifestObject): (readonly [port: number, mode: MtlsMode])[] {
  return Object.entries(record(policy.spec['portLevelMtls'])).flatMap(([port, mtls]) => {
    const said = modeOf(mtls);
    return said ? [[Number(port), said] as const] : [];
  });
}

function portsOf(policy: ManifestObject, ...modes: MtlsMode[]): number[] {
  return ports(policy).filter(([, said]) => modes.includes(said)).map(([port]) => port);
}
