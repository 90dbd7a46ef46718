import type { ManifestObject } from '../manifest-object';
import { inKeyOrder, record, records, text } from '../manifest-object';
import type { ManifestSet } from '../manifest-set';
import { view, viewOf } from '../manifest-set';
import { matchesSelector } from '../selectors';
import { network } from './networks';
import { groupOf, POLICY_GROUP, refersTo } from './references';
import { grouped } from './route-parents';
import type { Server } from './servers';

const byTarget = view(set => grouped(inKeyOrder(set.all(POLICY_GROUP, 'AuthorizationPolicy')), policy => {
  const target = record(policy.spec['targetRef']);
  return targetKey(groupOf(target), text(target['kind']) ?? '', policy.namespace ?? '', text(target['name']) ?? '');
}));

const authorizationsByServer = view(set => grouped(inKeyOrder(set.all(POLICY_GROUP, 'ServerAuthorization')).filter(({ spec }) => text(record(spec['server'])['name']) !== undefined),
  ({ namespace, spec }) => `${namespace}/${record(spec['server'])['name']}`));
const selectingAuthorizations = view(set => grouped(inKeyOrder(set.all(POLICY_GROUP, 'ServerAuthorization')).filter(({ spec }) => isMap(record(spec['server'])['selector'])), ({ namespace }) => namespace));

/** Policies whose target is a route, in the namespace of both. */
export const policiesOnRoute = viewOf((set, route: ManifestObject): readonly ManifestObject[] => byTarget(set).get(targetKey(route.group, route.kind, route.namespace ?? '', route.name)) ?? []);

/** Everything that admits callers to all of a Server's port: policies on it or on its namespace, and ServerAuthorizations. */
export const policiesOnServer = viewOf((set, server: Server): readonly ManifestObject[] => [
    ...byTarget(set).get(targetKey(POLICY_GROUP, 'Server', server.namespace, server.name)) ?? [],
    ...byTarget(set).get(targetKey('', 'Namespace', server.namespace, server.namespace)) ?? [],
    ...authorizationsByServer(set).get(`${server.namespace}/${server.name}`) ?? [],
    ...(selectingAuthorizations(set).get(server.namespace) ?? []).filter(({ spec }) => matchesSelector(record(spec['server'])['selector'], server.object.labels)),
]);

/** Whether a policy admits callers without a mesh identity, from some network. */
export function admitsUnauthenticated(set: ManifestSet, policy: ManifestObject): boolean {
  if (policy.kind === 'ServerAuthorization') return record(policy.spec['client'])['unauthenticated'] === true;
  return records(policy.spec['requiredAuthenticationRefs']).every(([reference]) => {
    if (!refersTo(reference, POLICY_GROUP, 'NetworkAuthentication')) return false;
    return set.find(POLICY_GROUP, 'NetworkAuthentication', text(reference['namespace']) ?? policy.namespace, text(reference['name']) ?? '') !== undefined;
  });
}

/** Whether a NetworkAuthentication leaves no address out, of one family at least. */
export function isEverywhere({ spec }: ManifestObject): boolean {
  return records(spec['networks']).some(([{ cidr, except }]) => network(text(cidr) ?? '')?.bits === 0 && !(Array.isArray(except) && except.length > 0));
}

function targetKey(group: string, kind: string, namespace: string, name: string): string {
  return `${group}/${kind.toLowerCase()}/${namespace}/${name}`;
}

function isMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
