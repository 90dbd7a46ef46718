import type { KnownHost } from '../../manifest/istio/host-registry';
import { hostsNamed } from '../../manifest/istio/host-registry';
import { importsAlias } from '../../manifest/istio/sidecars';
import type { ManifestSet } from '../../manifest/manifest-set';
import { view } from '../../manifest/manifest-set';
import type { Service } from '../../manifest/services';
import { services } from '../../manifest/services';
import type { Imports, SidecarScope } from './sidecar-scope';

/** What a host leads to through however many ExternalName Services, whoever sees those; itself where it is none. */
export function targetOf(set: ManifestSet, host: string): string {
  const seen = new Set<string>();
  let target = host;
  for (let next: string | undefined = host; next !== undefined && !seen.has(next); next = hostsNamed(set, target).find(({ service }) => service)?.service?.externalName?.toLowerCase()) {
    target = next;
    seen.add(next);
  }
  return target;
}

const byTarget = view(set => {
  const index = new Map<string, Service[]>();
  for (const service of services(set)) {
    if (service.externalName === undefined) continue;
    const target = targetOf(set, service.host.toLowerCase());
    index.set(target, [...index.get(target) ?? [], service]);
  }
  return index;
});

/** Names of the ExternalName Services that lead to a host, as far as a listener imports them with it: in full, and as callers of the namespace shorten them. */
export function aliasNames(set: ManifestSet, { namespace: caller }: SidecarScope, imports: Imports, { host, namespace: home }: KnownHost): readonly string[] {
  return (byTarget(set).get(host) ?? []).filter(alias => importsAlias(imports, caller, alias.host.toLowerCase(), host, home))
    .flatMap(({ host: full, name, namespace }) => [full.toLowerCase(), `${name}.${namespace}.svc`, `${name}.${namespace}`, ...(namespace === caller ? [name] : [])]);
}
