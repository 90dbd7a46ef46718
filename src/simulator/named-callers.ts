import { gateways } from '../manifest/gateway-api/gateways';
import type { AuthorizationRule } from '../manifest/istio/authorization-policies';
import { authorizationPolicies, valuesOf } from '../manifest/istio/authorization-policies';
import { list, record, records, text, texts } from '../manifest/manifest-object';
import type { Json } from '../manifest/manifest-object';
import type { ManifestSet } from '../manifest/manifest-set';
import { view } from '../manifest/manifest-set';
import { ownTrustDomains } from '../manifest/istio/principals';
import { namespaces } from '../manifest/namespaces';
import { isolates } from '../manifest/network-policies';
import type { Labels } from '../manifest/selectors';
import { matchesSelector } from '../manifest/selectors';
import { workloadsIn } from '../manifest/workloads';
import { linkerdIdentity, principalExample } from './identity-example';

/** Pods that some policy or route speaks of, whether manifests declare them or not. */
export interface NamedCaller {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly labels: Labels;
  /** Undefined: the mesh's own. */
  readonly trustDomain: string | undefined;
}

/** Whom objects of a set name by an identity, a pattern of identities, a namespace, or labels; of a pattern, an example. */
export const namedCallers = view((set): readonly NamedCaller[] => {
  const all = [...byIstio(set), ...byLinkerd(set), ...bySelectors(set)].filter(({ namespace }) => namespace !== '');
  return [...new Map(all.map(caller => [callerName(caller), caller])).values()];
});

/** "ci/ServiceAccount/runner", "ci/*", "ci/* (app=job)"; of another trust domain the whole identity. */
export function callerName({ namespace, serviceAccount, labels, trustDomain }: NamedCaller): string {
  if (trustDomain !== undefined) return `${trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  if (pairs.length > 0) return `${namespace}/* (${pairs.join(', ')})`;
  return serviceAccount === 'default' ? `${namespace}/*` : `${namespace}/ServiceAccount/${serviceAccount}`;
}

/** Whether manifests have these pods already. */
export function isDeclared(set: ManifestSet, { namespace, serviceAccount, labels, trustDomain }: NamedCaller): boolean {
  if (trustDomain !== undefined) return false;
  if (Object.keys(labels).length > 0) return workloadsIn(set, namespace).some(pods => matchesSelector({ matchLabels: labels }, pods.labels));
  if (serviceAccount === 'default') return namespaces(set).has(namespace);
  // A gateway's own pods call nothing of themselves.
  return workloadsIn(set, namespace).some(pods => pods.serviceAccount === serviceAccount)
    || gateways(set).some(gateway => gateway.namespace === namespace && (serviceAccount === gateway.name || serviceAccount === `${gateway.name}-istio`));
}

const pods = (namespace: string, serviceAccount = 'default', labels: Labels = {}, trustDomain?: string): NamedCaller => ({ namespace, serviceAccount, labels, trustDomain });

function byIstio(set: ManifestSet): NamedCaller[] {
  const identity = (pattern: string): NamedCaller[] => {
    const { trustDomain, namespace, account } = principalExample(pattern) ?? {};
    if (namespace === undefined || account === undefined) return [];
    return [pods(namespace, account, {}, trustDomain === undefined || ownTrustDomains(set).has(trustDomain) ? undefined : trustDomain)];
  };
  const ruled = ({ home, rule }: { readonly home: string; readonly rule: AuthorizationRule }): NamedCaller[] => {
    const values = (attribute: Parameters<typeof valuesOf>[1]): string[] => valuesOf(rule, attribute).map(value => value.text);
    return [
      ...values('principals').flatMap(identity),
      ...values('namespaces').filter(value => value !== '*').map(value => pods(value.replaceAll('*', 'any'))),
      ...values('serviceAccounts').map(value => { const [account = '', namespace = home] = value.split('/').reverse(); return pods(namespace, account); }),
      ...values('trustDomains').filter(value => value !== '*' && !ownTrustDomains(set).has(value)).map(value => pods('any', 'any', {}, value.replaceAll('*', 'any'))),
    ];
  };
  return [
    ...authorizationPolicies(set).flatMap(({ namespace, rules }) => rules.flatMap(rule => ruled({ home: namespace, rule }))),
    ...set.all('networking.istio.io', 'VirtualService').flatMap(({ spec, namespace }) => ['http', 'tcp', 'tls'].flatMap(kind => records(spec[kind]))
      .flatMap(([rule]) => records(rule['match'])).flatMap(([match]) => {
        const [home, labels] = [text(match['sourceNamespace']), texts(match['sourceLabels'])];
        return home !== undefined || Object.keys(labels).length > 0 ? [pods(home ?? namespace ?? '', 'default', labels)] : [];
      })),
  ];
}

function byLinkerd(set: ManifestSet): NamedCaller[] {
  const accounts = (refs: Json, home: string | null): NamedCaller[] => records(refs).map(([ref]) => pods(text(ref['namespace']) ?? home ?? '', text(ref['name']) ?? ''));
  const ofKind = (refs: Json, kind: string): Json => list(refs).filter(ref => record(ref)['kind'] === kind);
  const identities = (values: Json): NamedCaller[] => list(values).flatMap(value => {
    const found = typeof value === 'string' ? linkerdIdentity(value) : undefined;
    if (!found) return [];
    const { namespace, account, trustDomain } = found;
    return [pods(namespace, account, {}, trustDomain === (set.settings.trustDomain ?? set.settings.clusterDomain) ? undefined : trustDomain)];
  });
  return [
    ...set.all('policy.linkerd.io', 'AuthorizationPolicy').flatMap(({ spec, namespace }) => accounts(ofKind(spec['requiredAuthenticationRefs'], 'ServiceAccount'), namespace)),
    ...set.all('policy.linkerd.io', 'MeshTLSAuthentication').flatMap(({ spec, namespace }) => [
      ...identities(spec['identities']), ...accounts(ofKind(spec['identityRefs'], 'ServiceAccount'), namespace),
      ...records(ofKind(spec['identityRefs'], 'Namespace')).map(([ref]) => pods(text(ref['name']) ?? '')),
    ]),
    ...set.all('policy.linkerd.io', 'ServerAuthorization').flatMap(({ spec, namespace }) => {
      const meshTls = record(record(spec['client'])['meshTLS']);
      return [...identities(meshTls['identities']), ...accounts(meshTls['serviceAccounts'], namespace)];
    }),
  ];
}

/** Whom NetworkPolicies select: as peers, and as pods that they keep from calling. */
function bySelectors(set: ManifestSet): NamedCaller[] {
  return set.all('networking.k8s.io', 'NetworkPolicy').flatMap(policy => {
    const home = policy.namespace ?? 'default';
    const peers = records(policy.spec['ingress']).flatMap(([rule]) => records(rule['from']));
    return [
      ...isolates(policy, 'egress') ? selected([home], policy.spec['podSelector']) : [],
      ...peers.flatMap(([peer]) => (peer['ipBlock'] === undefined ? selected(peer['namespaceSelector'] === undefined ? [home] : namesOf(set, peer['namespaceSelector']), peer['podSelector']) : [])),
    ];
  });
}

function selected(places: readonly string[], podSelector: Json): NamedCaller[] {
  const labels = labelsFor(podSelector);
  return places.map(namespace => pods(namespace, 'default', labels));
}

/** The namespace that a selector names; else those of the manifests that it selects, where it does not select all. */
function namesOf(set: ManifestSet, selector: Json): string[] {
  const { matchLabels, matchExpressions } = record(selector);
  const named = [text(record(matchLabels)[NAME]), ...records(matchExpressions).filter(([{ key, operator }]) => key === NAME && operator === 'In').flatMap(([{ values }]) => list(values))];
  const names = named.filter((name): name is string => typeof name === 'string');
  if (names.length > 0) return names;
  return [...namespaces(set).values()].filter(({ labels }) => matchesSelector(selector, labels)).map(({ name }) => name);
}

const NAME = 'kubernetes.io/metadata.name';

function labelsFor(selector: Json): Labels {
  const { matchLabels, matchExpressions } = record(selector);
  const asked = records(matchExpressions).flatMap(([{ key, operator, values }]): [string, string][] => {
    const value = operator === 'In' ? text(list(values)[0]) : operator === 'Exists' ? 'any' : undefined;
    return typeof key === 'string' && value !== undefined ? [[key, value]] : [];
  });
  return { ...Object.fromEntries(asked), ...texts(matchLabels) };
}
