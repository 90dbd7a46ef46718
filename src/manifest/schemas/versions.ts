import type { KnownKind, KnownVersion } from './bundles';

/** The versions that a server takes, the one to write first: none that is deprecated, and the newest stable one. */
export function servedVersions({ versions }: KnownKind): KnownVersion[] {
  return versions.filter(({ served }) => served)
    .sort((a, b) => Number(a.deprecated) - Number(b.deprecated) || preference(b.name) - preference(a.name));
}

export function bestVersion(known: KnownKind): KnownVersion | undefined {
  return servedVersions(known)[0];
}

/** "v2" before "v1" before "v1beta2" before "v1alpha3". */
function preference(version: string): number {
  const [, major = '0', stage, minor = '0'] = /^v(\d+)(alpha|beta)?(\d+)?$/.exec(version) ?? [];
  const rank = stage === undefined ? 2 : stage === 'beta' ? 1 : 0;
  return rank * 1e6 + Number(major) * 1e3 + Number(minor);
}
