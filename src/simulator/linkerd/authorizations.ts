import { CLUSTER_NETWORKS } from '../../manifest/linkerd/networks';
import { groupOf, POLICY_GROUP, refersTo } from '../../manifest/linkerd/references';
import type { Json, ManifestObject } from '../../manifest/manifest-object';
import { list, record, records, text } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import { isInBlock } from '../addresses';
import type { Known } from '../known';
import { all, allOf, any } from '../known';
import type { Arrival, Peer } from '../outcome';

/** Who calls, as a proxy that admits callers knows them. */
export interface Caller {
  /** The name that its certificate of the mesh has; undefined without mutual TLS. */
  readonly identity: string | undefined;
  readonly ip: string | undefined;
  /** Whether its address is one of the cluster, though it may not be known. */
  readonly inCluster: boolean;
}

/** Where Linkerd's control plane is, as it is installed by default: part of every identity. */
const CONTROL_PLANE = 'linkerd';

export function callerOf(set: ManifestSet, { peer, sourceIp, transport }: Arrival): Caller {
  const identity = transport === 'mtls' && peer?.mesh === 'linkerd' ? identityOfPeer(set, peer) : undefined;
  return { identity, ip: sourceIp, inCluster: peer !== undefined };
}

const identityOfPeer = viewOf((set, peer: Peer): string => identityOf(set, peer));

function identityOf(set: ManifestSet, { serviceAccount, namespace }: Pick<Peer, 'serviceAccount' | 'namespace'>): string {
  return `${serviceAccount}.${namespace}.${suffix(set)}`;
}

function suffix({ settings }: ManifestSet): string {
  return `serviceaccount.identity.${CONTROL_PLANE}.${settings.trustDomain ?? settings.clusterDomain}`;
}

/** What asks a caller, and whether it is content. */
export type CallerTest = (caller: Caller) => Known;

const NOBODY: CallerTest = () => false;

/** Whom a policy, or a ServerAuthorization, admits. One that is broken admits nobody. */
export const admittedBy = viewOf((set, policy: ManifestObject): CallerTest => policy.kind === 'ServerAuthorization' ? byServerAuthorization(set, policy) : byPolicy(set, policy));

/** Whether a default policy, or the access policy of a Server, admits a caller. */
export function byAccessPolicy(policy: string, caller: Caller): Known {
  switch (policy) {
    case 'all-unauthenticated':
    case 'audit': return true;
    case 'all-authenticated': return caller.identity !== undefined;
    case 'cluster-unauthenticated': return inCluster(caller);
    case 'cluster-authenticated': return all([caller.identity !== undefined, inCluster(caller)]);
    default: return false;
  }
}

/** All that a policy asks for has to be shown; nothing asked for is everybody. */
function byPolicy(set: ManifestSet, { spec, namespace }: ManifestObject): CallerTest {
  if (!Array.isArray(spec['requiredAuthenticationRefs'])) return NOBODY;
  const refs = records(spec['requiredAuthenticationRefs']).map(([ref]) => ref);
  const isNetwork = (ref: Json) => refersTo(ref, POLICY_GROUP, 'NetworkAuthentication');
  const identities = refs.filter(ref => !isNetwork(ref));
  if (identities.length > 1 || refs.length - identities.length > 1) return NOBODY;
  const tests = refs.map(ref => authenticated(set, ref, namespace ?? ''));
  return caller => allOf(tests, test => test(caller));
}

function authenticated(set: ManifestSet, ref: Record<string, Json>, home: string): CallerTest {
  const [name, namespace] = [text(ref['name']) ?? '', text(ref['namespace']) ?? home];
  if (refersTo(ref, '', 'ServiceAccount')) return oneOf([identityOf(set, { serviceAccount: name, namespace })]);
  const found = authenticationIn(set, ref, home);
  if (found?.kind === 'MeshTLSAuthentication') return oneOf(identitiesIn(set, found));
  return found ? caller => inNetworks(found.spec['networks'], caller) : NOBODY;
}

function oneOf(identities: readonly string[]): CallerTest {
  return caller => identities.some(identity => holds(caller, identity));
}

function authenticationIn(set: ManifestSet, ref: Record<string, Json>, home: string): ManifestObject | undefined {
  const kind = ['MeshTLSAuthentication', 'NetworkAuthentication'].find(one => refersTo(ref, POLICY_GROUP, one));
  return kind === undefined ? undefined : set.find(POLICY_GROUP, kind, text(ref['namespace']) ?? home, text(ref['name']) ?? '');
}

/** The objects of its own that a policy asks callers to meet. */
export const authenticationsOf = viewOf((set, { spec, namespace }: ManifestObject): readonly ManifestObject[] =>
  records(spec['requiredAuthenticationRefs']).flatMap(([ref]) => authenticationIn(set, ref, namespace ?? '') ?? []));

const identitiesIn = viewOf((set, { spec, namespace }: ManifestObject): readonly string[] => [
    ...list(spec['identities']).flatMap(identity => text(identity) ?? []),
    ...records(spec['identityRefs']).flatMap(([ref]) => {
      const name = text(ref['name']) ?? '';
      if (groupOf(ref) === '' && refersTo(ref, '', 'ServiceAccount')) return identityOf(set, { serviceAccount: name, namespace: text(ref['namespace']) ?? namespace ?? '' });
      return refersTo(ref, '', 'Namespace') ? `*.${name}.${suffix(set)}` : [];
    }),
]);

/** No networks are all networks. */
function inNetworks(networks: unknown, { ip }: Caller): Known {
  const blocks = records(networks);
  return blocks.length === 0 || any(blocks.map(([{ cidr, except }]) => isInBlock(cidr, except, ip)));
}

/** Its callers come from the cluster where it says no networks, and everybody is admitted only where it says so. */
function byServerAuthorization(set: ManifestSet, { spec, namespace }: ManifestObject): CallerTest {
  const client = record(spec['client']);
  const from: CallerTest = records(client['networks']).length === 0 ? inCluster : caller => inNetworks(client['networks'], caller);
  const mesh = client['meshTLS'];
  if (client['unauthenticated'] === true) return mesh === undefined ? from : NOBODY;
  const { unauthenticatedTLS, identities, serviceAccounts } = record(mesh);
  if (unauthenticatedTLS === true) return caller => all([from(caller), caller.identity !== undefined]);
  const names = [
    ...list(identities).flatMap(identity => text(identity) ?? []),
    ...records(serviceAccounts).map(([account]) => identityOf(set, { serviceAccount: text(account['name']) ?? '', namespace: text(account['namespace']) ?? namespace ?? '' })),
  ];
  const isNamed = oneOf(names);
  return caller => all([from(caller), isNamed(caller)]);
}

/** `*` is any identity of the mesh, `*.` any that ends so; SPIFFE identities have to be written out. */
function holds({ identity }: Caller, wanted: string): boolean {
  if (identity === undefined) return false;
  if (wanted === '*') return !identity.startsWith('spiffe://');
  return wanted.startsWith('*.') ? identity.endsWith(wanted.slice(1)) : identity === wanted;
}

/** Pods of the mesh have addresses of the cluster, whichever these are. */
function inCluster({ ip, inCluster: known }: Caller): Known {
  if (ip === undefined) return known || { unless: 'the caller\'s address is known to be one of the cluster\'s networks' };
  return any(CLUSTER_NETWORKS.map(range => isInBlock(range, [], ip)));
}
