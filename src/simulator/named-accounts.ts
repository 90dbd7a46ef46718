import type { Json } from '../manifest/manifest-object';
import { POLICY_GROUP } from '../manifest/linkerd/references';
import type { ManifestSet } from '../manifest/manifest-set';
import { view } from '../manifest/manifest-set';
import { text } from '../manifest/manifest-object';
import { isKnownAccount } from '../manifest/istio/principals';
import { nearest } from '../manifest/nearest';
import { workloadsIn } from '../manifest/workloads';
import type { RequestCaller } from './request';
import { existing, SimulationError } from './simulation-error';

/**
 * What to say of an account that neither pods nor policies of its namespace have: undefined where that is not worth a word. A name that is nearly
 * one of theirs is a slip. Any other may be that of pods that are made elsewhere.
 */
export function unknownAccount(set: ManifestSet, { namespace, serviceAccount: account, enrolled }: RequestCaller): string | undefined {
  // Who says whether the pods take part knows of them.
  if (namespace === undefined || account === undefined || enrolled !== undefined) return undefined;
  const named = namedByPolicies(set);
  if (isKnownAccount(set, namespace, account) || named.has(`${namespace}/${account}`) || named.has(`*/${account}`)) return undefined;
  const inPolicies = [...named].filter(name => name.startsWith(`${namespace}/`)).map(name => name.slice(namespace.length + 1));
  const declared = [...workloadsIn(set, namespace).map(({ serviceAccount }) => serviceAccount), ...set.inNamespace('', 'ServiceAccount', namespace).map(({ name }) => name)];
  const missing = `The caller's service account ${account} is in none of the manifests of namespace ${namespace} (${existing([...declared, ...inPolicies])})`;
  const near = nearest(account, [...declared, ...inPolicies]);
  if (near !== undefined) throw new SimulationError(`${missing}; write ${near}, or say by \`enrolled\` whether pods that are made elsewhere are in the mesh`, ['from', 'serviceAccount']);
  return declared.length === 0 ? undefined : `${missing}: it is taken for that of pods that are made elsewhere`;
}

const PRINCIPAL = /\/ns\/([^/*]+)\/sa\/([^/*]+)$/;
const OF_ANY_NAMESPACE = /^\*\/?(?:sa\/)?([^/*]+)$/;
const LINKERD_IDENTITY = /^([^.*]+)\.([^.*]+)\.serviceaccount\.identity\./;

/** "namespace/account" of every caller that policies name, with "*" for a namespace that they leave open. */
const namedByPolicies = view((set): ReadonlySet<string> => {
  const found = new Set<string>();
  const look = (value: Json, home: string, key: string): void => {
    if (typeof value === 'string') {
      const [, namespace, account] = PRINCIPAL.exec(value) ?? [];
      const [, name, at] = LINKERD_IDENTITY.exec(value) ?? [];
      if (account !== undefined) found.add(`${namespace}/${account}`);
      else if (name !== undefined) found.add(`${at}/${name}`);
      else if (key === 'serviceAccounts') found.add(value.includes('/') ? value : `${home}/${value}`);
      else if (key === 'principals') found.add(`*/${OF_ANY_NAMESPACE.exec(value)?.[1] ?? ''}`);
    } else if (Array.isArray(value)) {
      for (const one of value) look(one, home, key);
    } else if (typeof value === 'object' && value !== null) {
      const { kind, name, namespace } = value as Record<string, Json>;
      if (text(name) !== undefined && (key === 'serviceAccounts' || text(kind) === 'ServiceAccount')) found.add(`${text(namespace) ?? home}/${text(name)!}`);
      for (const [inner, one] of Object.entries(value as Record<string, Json>)) look(one, home, inner);
    }
  };
  const policies = [...set.all('security.istio.io', 'AuthorizationPolicy'), ...['AuthorizationPolicy', 'MeshTLSAuthentication', 'ServerAuthorization'].flatMap(kind => set.all(POLICY_GROUP, kind))];
  for (const { spec, namespace } of policies) look(spec, namespace ?? '', '');
  return found;
});
