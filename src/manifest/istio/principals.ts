import { list, text } from '../manifest-object';
import type { ManifestSet } from '../manifest-set';
import { view } from '../manifest-set';
import { meshConfigs, meshSetting, trustDomain } from '../mesh-config';
import { namespaces } from '../namespaces';
import { workloads } from '../workloads';
import { deployedGatewayPods } from './gateways';

/** The parts of an identity "trust.domain/ns/namespace/sa/account". */
export interface Principal {
  readonly trustDomain: string;
  readonly namespace: string;
  readonly account: string;
}

export function parsePrincipal(value: string): Principal | undefined {
  const [domain, ns, namespace, sa, account, ...more] = value.split('/');
  return domain && ns === 'ns' && namespace && sa === 'sa' && account && more.length === 0 ? { trustDomain: domain, namespace, account } : undefined;
}

/** Trust domains whose identities proxies of the mesh take for its own: the old default always is. */
export const ownTrustDomains = view((set): ReadonlySet<string> => new Set(['cluster.local', ...trustDomains(set)]));

/** The mesh's trust domain, then its aliases. */
export const trustDomains = view((set): readonly string[] => [trustDomain(set), ...list(meshSetting(set, 'trustDomainAliases')).flatMap(alias => text(alias) ?? [])]);

/** Whether anything says what the mesh's trust domain is; else it is only supposed. */
export function isTrustDomainKnown(set: ManifestSet): boolean {
  return set.settings.trustDomain !== undefined || meshConfigs(set).length > 0;
}

/** "namespace/account" of every service account that is declared, that pods run under, or that Istio makes for a gateway. */
const accounts = view((set): ReadonlySet<string> => new Set([
  ...set.all('', 'ServiceAccount').map(({ namespace, name }) => `${namespace}/${name}`),
  ...workloads(set).map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`),
  ...deployedGatewayPods(set).flatMap(({ namespace, deployedFor }) => [deployedFor!.name, `${deployedFor!.name}-istio`, deployedFor!.annotations['gateway.istio.io/service-account'] ?? '']
    .map(name => `${namespace}/${name}`)),
  ...[...namespaces(set).keys()].map(namespace => `${namespace}/default`),
]));

export function isKnownAccount(set: ManifestSet, namespace: string, account: string): boolean {
  return accounts(set).has(`${namespace}/${account}`);
}

/** Whether a value of `principals` takes an identity; "*" stands for anything at its beginning or end. */
export function takesPrincipal(pattern: string, principal: string): boolean {
  if (pattern === '*') return true;
  if (pattern.startsWith('*')) return principal.endsWith(pattern.slice(1));
  return pattern.endsWith('*') ? principal.startsWith(pattern.slice(0, -1)) : pattern === principal;
}
