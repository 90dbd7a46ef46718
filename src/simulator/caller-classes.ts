import { isolates } from '../manifest/network-policies';
import { record, records, text, texts } from '../manifest/manifest-object';
import type { ManifestSet } from '../manifest/manifest-set';
import { view } from '../manifest/manifest-set';
import { trustDomain } from '../manifest/mesh-config';
import { matchesLabels, matchesSelector } from '../manifest/selectors';
import { waypointUse } from '../manifest/istio/waypoints';
import type { Caller } from './callers';
import type { Target } from './outcome';

/** Callers of one namespace and mesh. What tells them apart, if anything does, is what policies say of single ones. */
export interface CallerClass {
  readonly callers: readonly Caller[];
  /** Callers that policies of these namespaces may know one by one; all others fare alike. */
  readonly known: (namespaces: ReadonlySet<string>) => ReadonlySet<Caller>;
}

/**
 * Callers by everything about them that is not an identity or a label of a single workload: whom proxies on their own side treat alike, and, but for
 * policies of the called pods that speak of single callers, those of the other side too. Whoever may be spoken of is taken to be.
 */
export function callerClasses(set: ManifestSet, callers: readonly Caller[]): readonly CallerClass[] {
  const classes = new Map<string, Caller[]>();
  for (const caller of callers) {
    const key = classKey(set, caller);
    const known = classes.get(key);
    if (known) known.push(caller);
    else classes.set(key, [caller]);
  }
  return [...classes.values()].map(members => ({
    callers: members,
    known: namespaces => {
      const tests = [EVERYWHERE, ...namespaces].flatMap(namespace => spokenOf(set).get(namespace) ?? []);
      return new Set(members.filter(member => tests.some(test => test(member))));
    },
  }));
}

/** Where policies stand that have a say about calls to a target: beside its Service and its pods, and at their waypoints. */
export function policyNamespaces(set: ManifestSet, { service, endpoints }: Target): string[] {
  const places = [...(service ? [service] : []), ...endpoints.map(({ workload }) => workload)];
  return places.flatMap(({ namespace, labels }) => [namespace, waypointUse(set, namespace, labels)?.namespace ?? namespace]);
}

function classKey(set: ManifestSet, { client }: Caller): string {
  const { kind, namespace, trustDomain: domain, labels, workload, dataPlane, ip } = client;
  const selected = [...clientSelectors(set).get(namespace ?? '') ?? [], ...clientSelectors(set).get(EVERYWHERE)!].map(selects => Number(selects(labels))).join('');
  return JSON.stringify([kind, namespace, domain, dataPlane, ip, workload && workload.annotations, workload?.hostNetwork, Object.keys(labels).sort(), selected]);
}

type Labels = Readonly<Record<string, string>>;

const EVERYWHERE = '*';

/** What chooses callers by their labels on their own side, by namespace: Sidecars, matches of routes, DestinationRules, what isolates them. */
const clientSelectors = view(set => {
  const found = new Map<string, Map<string, (labels: Labels) => boolean>>([[EVERYWHERE, new Map()]]);
  const add = (namespace: string, selector: unknown, selects: (labels: Labels) => boolean): void => {
    const known = found.get(namespace) ?? new Map<string, (labels: Labels) => boolean>();
    found.set(namespace, known);
    known.set(JSON.stringify(selector), selects);
  };
  for (const kind of ['Sidecar', 'DestinationRule']) {
    for (const { spec, namespace } of set.all('networking.istio.io', kind)) {
      const { labels, matchLabels } = record(spec['workloadSelector']);
      const wanted = texts(labels ?? matchLabels);
      add(namespace ?? '', wanted, own => matchesLabels(wanted, own));
    }
  }
  for (const { spec } of set.all('networking.istio.io', 'VirtualService')) {
    for (const [rule] of ['http', 'tcp', 'tls'].flatMap(kind => records(spec[kind]))) {
      for (const [match] of records(rule['match'])) {
        const wanted = texts(match['sourceLabels']);
        if (Object.keys(wanted).length > 0) add(EVERYWHERE, wanted, own => matchesLabels(wanted, own));
      }
    }
  }
  for (const policy of set.all('networking.k8s.io', 'NetworkPolicy')) {
    if (isolates(policy, 'egress')) add(policy.namespace ?? '', policy.spec['podSelector'], own => matchesSelector(policy.spec['podSelector'], own));
  }
  return new Map([...found].map(([namespace, selectors]) => [namespace, [...selectors.values()]] as const));
});

/** Whether a policy may speak of a caller as such. */
type Test = (caller: Caller) => boolean;

/** Tests of the policies of each namespace, and of those that may hold wherever. */
const spokenOf = view((set): ReadonlyMap<string, readonly Test[]> => {
  const found = new Map<string, { readonly identities: unknown[]; readonly labels: unknown[] }>();
  const at = (namespace: string) => {
    const known = found.get(namespace) ?? { identities: [], labels: [] };
    found.set(namespace, known);
    return known;
  };
  at(EVERYWHERE);
  for (const { namespace, spec } of set.all('security.istio.io', 'AuthorizationPolicy')) at(namespace === set.settings.rootNamespace ? EVERYWHERE : namespace ?? '').identities.push(spec);
  for (const { namespace, spec } of set.all('policy.linkerd.io', 'ServerAuthorization')) at(namespace ?? '').identities.push(spec);
  for (const { namespace, spec } of set.all('policy.linkerd.io', 'AuthorizationPolicy')) {
    const refs = records(spec['requiredAuthenticationRefs']).map(([ref]) => set.find('policy.linkerd.io', 'MeshTLSAuthentication', text(ref['namespace']) ?? namespace, text(ref['name']) ?? ''));
    at(namespace ?? '').identities.push(spec, ...refs.map(one => one?.spec));
  }
  for (const policy of set.all('networking.k8s.io', 'NetworkPolicy')) if (isolates(policy, 'ingress')) at(policy.namespace ?? '').labels.push(policy.spec['ingress']);
  return new Map([...found].map(([namespace, { identities, labels }]) => [namespace, [identityTest(set, identities), labelTest(labels)]] as const));
});

/** By the name of its account, or by a pattern that is not about namespaces alone. */
function identityTest(set: ManifestSet, specs: readonly unknown[]): Test {
  const values = textsIn(specs);
  const words = new Set(values.flatMap(value => value.split(/[^\w-]+/)));
  const patterns = values.filter(value => value.includes('*') && value.length > 1);
  return ({ client: { namespace = '', serviceAccount, trustDomain: domain } }) => {
    if (serviceAccount === undefined) return false;
    if (words.has(serviceAccount) || /[^\w-]/.test(serviceAccount)) return true;
    const ofNamespace = `${domain ?? trustDomain(set)}/ns/${namespace}/sa/`;
    const names = [`${ofNamespace}${serviceAccount}`, `${serviceAccount}.${namespace}.serviceaccount.identity.linkerd.${domain ?? set.settings.trustDomain ?? set.settings.clusterDomain}`];
    return patterns.some(pattern => {
      const parts = pattern.split('*').filter(part => part !== '');
      const sameForAll = pattern.endsWith('*') && ofNamespace.startsWith(pattern.slice(0, -1)) || pattern.startsWith('*.') && names[1]!.slice(serviceAccount.length).endsWith(pattern.slice(1));
      return !sameForAll && parts.every(part => names.some(name => name.includes(part)));
    });
  };
}

/** By a value of its labels; their keys are the class's. */
function labelTest(rules: readonly unknown[]): Test {
  const values = new Set(textsIn(rules));
  return ({ client: { labels } }) => Object.values(labels).some(value => values.has(value));
}

/** Every text of values, wherever it stands. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
