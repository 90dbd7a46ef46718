import type { ClusterSettings } from '../settings';
import type { BundleName, KnownKind, KnownVersion } from './bundles';
import { kindsOfBundle } from './bundles';

type Channel = ClusterSettings['gatewayApiChannel'];

/** Where the kinds of a group are listed, so that no file is read in vain. */
const BUNDLE_OF: Readonly<Record<string, BundleName | ((channel: Channel) => BundleName)>> = {
  'extensions.istio.io': 'istio-1.30.3',
  'networking.istio.io': 'istio-1.30.3',
  'security.istio.io': 'istio-1.30.3',
  'telemetry.istio.io': 'istio-1.30.3',
  'gateway.networking.k8s.io': channel => `gateway-api-1.5.1-${channel}`,
  'gateway.networking.x-k8s.io': channel => `gateway-api-1.5.1-${channel}`,
  'linkerd.io': 'linkerd-2.20',
  'multicluster.linkerd.io': 'linkerd-2.20',
  'policy.linkerd.io': 'linkerd-2.20',
  'workload.linkerd.io': 'linkerd-2.20',
  '': 'kubernetes-1.36',
  'admissionregistration.k8s.io': 'kubernetes-1.36',
  'apiextensions.k8s.io': 'kubernetes-1.36',
  'apiregistration.k8s.io': 'kubernetes-1.36',
  'apps': 'kubernetes-1.36',
  'authentication.k8s.io': 'kubernetes-1.36',
  'authorization.k8s.io': 'kubernetes-1.36',
  'autoscaling': 'kubernetes-1.36',
  'batch': 'kubernetes-1.36',
  'certificates.k8s.io': 'kubernetes-1.36',
  'coordination.k8s.io': 'kubernetes-1.36',
  'discovery.k8s.io': 'kubernetes-1.36',
  'events.k8s.io': 'kubernetes-1.36',
  // The server had kinds in it once, and manifests for those are still about.
  'extensions': 'kubernetes-1.36',
  'flowcontrol.apiserver.k8s.io': 'kubernetes-1.36',
  'internal.apiserver.k8s.io': 'kubernetes-1.36',
  'networking.k8s.io': 'kubernetes-1.36',
  'node.k8s.io': 'kubernetes-1.36',
  'policy': 'kubernetes-1.36',
  'rbac.authorization.k8s.io': 'kubernetes-1.36',
  'resource.k8s.io': 'kubernetes-1.36',
  'scheduling.k8s.io': 'kubernetes-1.36',
  'storage.k8s.io': 'kubernetes-1.36',
  'storagemigration.k8s.io': 'kubernetes-1.36',
};

/** Every group whose kinds are all known. */
export const KNOWN_GROUPS: readonly string[] = Object.keys(BUNDLE_OF);

export function isKnownGroup(group: string): boolean {
  return Object.hasOwn(BUNDLE_OF, group);
}

/** The kind as a cluster with these Gateway API CRDs knows it. */
export function knownKind(group: string, kind: string, channel: Channel): KnownKind | undefined {
  return isKnownGroup(group) ? indexOf(bundleOf(group, channel)).get(`${group}/${kind}`) : undefined;
}

export function knownVersion(group: string, version: string, kind: string, channel: Channel): KnownVersion | undefined {
  return knownKind(group, kind, channel)?.versions.find(({ name }) => name === version);
}

/** All kinds of a group. */
export function kindsOfGroup(group: string, channel: Channel): readonly KnownKind[] {
  return isKnownGroup(group) ? kindsOfBundle(bundleOf(group, channel)).filter(known => known.group === group) : [];
}

function bundleOf(group: string, channel: Channel): BundleName {
  const bundle = BUNDLE_OF[group]!;
  return typeof bundle === 'string' ? bundle : bundle(channel);
}

const indexes = new Map<BundleName, ReadonlyMap<string, KnownKind>>();

function indexOf(bundle: BundleName): ReadonlyMap<string, KnownKind> {
  const index = indexes.get(bundle) ?? new Map(kindsOfBundle(bundle).map(known => [`${known.group}/${known.kind}`, known]));
  indexes.set(bundle, index);
  return index;
}
