import type { ManifestObject } from '../manifest-object';
import { record, text, texts } from '../manifest-object';
import type { ManifestSet } from '../manifest-set';
import { view, viewOf } from '../manifest-set';
import { matchesLabels } from '../selectors';
import type { Workload } from '../workloads';
import { oldest } from './age';

export type MtlsMode = 'STRICT' | 'PERMISSIVE' | 'DISABLE';

/** A mode in force, with the policies that decide it, from the mesh's to the workload's. */
export interface EffectiveMtls {
  readonly mode: MtlsMode;
  /** Whose word the mode is; undefined where nothing says it, and Istio's PERMISSIVE holds. */
  readonly decidedBy: ManifestObject | undefined;
}

const GROUP = 'security.istio.io';

/** The selector's labels; undefined where the policy is for a namespace or the mesh. */
export function peerSelector(policy: ManifestObject): Readonly<Record<string, string>> | undefined {
  const labels = texts(record(policy.spec['selector'])['matchLabels']);
  return Object.keys(labels).length > 0 ? labels : undefined;
}

export const peerAuthentications = view((set): readonly ManifestObject[] => set.all(GROUP, 'PeerAuthentication'));

const namespaceWide = view(set => {
  const wide = new Map<string, ManifestObject[]>();
  for (const policy of peerAuthentications(set)) {
    if (peerSelector(policy)) continue;
    wide.set(policy.namespace!, [...wide.get(policy.namespace!) ?? [], policy]);
  }
  return new Map([...wide].map(([namespace, policies]) => [namespace, oldest(policies)!] as const));
});

/** The policy of a namespace that is for all of its pods; of the root namespace, for the mesh. */
export function widePeerAuthentication(set: ManifestSet, namespace: string): ManifestObject | undefined {
  return namespaceWide(set).get(namespace);
}

/** The mode of the mesh, or of a namespace, before workloads say anything. */
export function namespaceMtls(set: ManifestSet, namespace: string): EffectiveMtls {
  const known = namespaceModes(set);
  let mode = known.get(namespace);
  if (!mode) known.set(namespace, mode = findNamespaceMtls(set, namespace));
  return mode;
}

const namespaceModes = view(() => new Map<string, EffectiveMtls>());

function findNamespaceMtls(set: ManifestSet, namespace: string): EffectiveMtls {
  const { rootNamespace } = set.settings;
  const levels = [namespaceWide(set).get(rootNamespace), ...(namespace === rootNamespace ? [] : [namespaceWide(set).get(namespace)])];
  return levels.reduce<EffectiveMtls>((inherited, policy) => refined(inherited, policy, modeOf(policy?.spec['mtls'])), { mode: 'PERMISSIVE', decidedBy: undefined });
}

/** Policies with a selector, by their namespace and the first label that they select. */
const selecting = view(set => {
  const index = new Map<string, ManifestObject[]>();
  for (const policy of peerAuthentications(set)) {
    const first = Object.entries(peerSelector(policy) ?? {})[0];
    if (!first) continue;
    const key = `${policy.namespace} ${first[0]}=${first[1]}`;
    const known = index.get(key);
    if (known) known.push(policy);
    else index.set(key, [policy]);
  }
  return index;
});

/** The policy of a workload: the oldest that selects it. One with a selector in the root namespace selects nothing, wherever it would match. */
export const workloadPeerAuthentication = viewOf((set, workload: Workload): ManifestObject | undefined => {
  if (workload.namespace === set.settings.rootNamespace) return undefined;
  const near = Object.entries(workload.labels).flatMap(([key, value]) => selecting(set).get(`${workload.namespace} ${key}=${value}`) ?? []);
  return oldest(near.filter(policy => matchesLabels(peerSelector(policy)!, workload.labels)));
});

/** The mode of a workload, or of one of its container ports. */
export function workloadMtls(set: ManifestSet, workload: Workload, containerPort?: number): EffectiveMtls {
  const known = modes(set, workload);
  let mode = known.get(containerPort);
  if (!mode) known.set(containerPort, mode = findMtls(set, workload, containerPort));
  return mode;
}

/** By container port; undefined for the workload itself. */
const modes = viewOf((_set, _workload: Workload) => new Map<number | undefined, EffectiveMtls>());

function findMtls(set: ManifestSet, workload: Workload, containerPort: number | undefined): EffectiveMtls {
  const policy = workloadPeerAuthentication(set, workload);
  const mode = refined(namespaceMtls(set, workload.namespace), policy, modeOf(policy?.spec['mtls']));
  return containerPort === undefined ? mode : refined(mode, policy, modeOf(record(policy?.spec['portLevelMtls'])[String(containerPort)]));
}

/** A mode that is said; UNSET and none inherit. */
export function modeOf(mtls: unknown): MtlsMode | undefined {
  const mode = text(record(mtls)['mode']);
  return mode === 'STRICT' || mode === 'PERMISSIVE' || mode === 'DISABLE' ? mode : undefined;
}

function refined(inherited: EffectiveMtls, policy: ManifestObject | undefined, mode: MtlsMode | undefined): EffectiveMtls {
  return policy && mode ? { mode, decidedBy: policy } : inherited;
}
