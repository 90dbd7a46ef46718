import type {
  AuthorizationPolicySpec, AuthorizationPolicySpecRulesFrom, AuthorizationPolicySpecRulesFromSource, AuthorizationPolicySpecRulesTo,
} from '../../../imports/security-istio-io';
import { toJson_AuthorizationPolicySpec } from '../../../imports/security-istio-io';
import type { ClusterModel } from '../../model/model';
import type { Resource } from '../../model/resource';
import { resource } from '../../model/resource';
import type { CallerModel, PathPattern, RequestPattern } from '../../model/security';

export type Source = AuthorizationPolicySpecRulesFromSource;

/** An identity as Istio's policies write it. */
export function principal(cluster: ClusterModel, namespace: string, account: string): string {
  return `${cluster.trustDomain}/ns/${namespace}/sa/${account}`;
}

/** The identities, namespaces and ranges among callers. Values of one field are alternatives, fields of one source go together. */
export interface CallerParts {
  readonly anyone: boolean;
  /** `*` is whoever has an identity. */
  readonly principals: readonly string[];
  readonly namespaces: readonly string[];
  readonly ranges: readonly { readonly cidr: string; readonly except: readonly string[] }[];
}

export function callerParts(callers: readonly CallerModel[], cluster: ClusterModel): CallerParts {
  const principals = callers.flatMap(c => (c.kind === 'any-identity' ? ['*'] : c.kind === 'account' ? [principal(cluster, c.account.namespace, c.account.name)] : []));
  return {
    anyone: callers.some(c => c.kind === 'anyone'),
    principals: [...new Set(principals)].sort(),
    namespaces: [...new Set(callers.flatMap(c => (c.kind === 'namespace' ? [c.namespace] : [])))].sort(),
    ranges: callers.flatMap(c => (c.kind === 'ip-range' ? [{ cidr: c.cidr, except: [...c.except].sort() }] : [])),
  };
}

/** `from` of a rule that takes any of the callers; undefined: no condition, since everybody is meant. `callers` is not empty. */
export function sources(callers: readonly CallerModel[], cluster: ClusterModel): AuthorizationPolicySpecRulesFrom[] | undefined {
  const { anyone, principals, namespaces, ranges } = callerParts(callers, cluster);
  if (anyone) return undefined;
  const list: Source[] = [
    ...(principals.length > 0 ? [{ principals: [...principals] }] : []),
    ...(namespaces.length > 0 ? [{ namespaces: [...namespaces] }] : []),
    ...ranges.map(({ cidr, except }) => ({ ipBlocks: [cidr], ...(except.length > 0 && { notIpBlocks: [...except] }) })),
  ];
  return list.map(source => ({ source }));
}

/** `to` of a rule for any of the requests, or for whatever is sent if there are none, on the ports. */
export function operations(requests: readonly RequestPattern[], ports: readonly number[]): AuthorizationPolicySpecRulesTo[] {
  const onPorts = { ports: ports.map(String) };
  if (requests.length === 0) return [{ operation: onPorts }];
  return requests.map(({ methods, path }) => ({
    operation: { ...onPorts, ...(methods.length > 0 && { methods: [...methods] }), ...(path && { paths: [pathText(path)] }) },
  }));
}

/** A `*` as first or last character is the rest of the path, as long as there is no other. */
function pathText({ kind, value }: PathPattern): string {
  return kind === 'exact' ? value : kind === 'prefix' ? `${value}*` : `*${value}`;
}

/**
 * Why Istio would refuse the path or take it for something else: a `*` that is meant as the letter would stand for any text, and braces are those
 * of templates.
 */
export function pathProblem({ path }: RequestPattern): string | undefined {
  if (!path) return undefined;
  const text = pathText(path);
  if (path.value === '') return `path "${text}" is empty; leave paths out to mean any`;
  if (path.value.includes('*')) return `path "${text}": Istio takes "*" for any text only as the first or last character, and nowhere as the letter; write it as it is sent otherwise, "%2A"`;
  if (/[{}]/.test(path.value)) return `path "${text}": Istio takes "{" and "}" for a template; write them as they are sent, "%7B" and "%7D"`;
  return undefined;
}

export function authorizationPolicy(name: string, namespace: string, spec: AuthorizationPolicySpec): Resource {
  return resource('security.istio.io/v1', 'AuthorizationPolicy', { name, namespace }, { spec: toJson_AuthorizationPolicySpec(spec) });
}

/**
 * Lets nobody in, in a namespace (in the root namespace: in the mesh) or for the pods of a selector: a policy that lets in, without rules. What
 * other policies of the same pods let in stays let in. One that refuses, without rules, would refuse nothing.
 */
export function allowNothing(name: string, namespace: string, selector?: Readonly<Record<string, string>>): Resource {
  return authorizationPolicy(name, namespace, selector ? { selector: { matchLabels: { ...selector } } } : {});
}
