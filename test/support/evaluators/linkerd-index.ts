import * as ipaddr from 'ipaddr.js';
import type { Manifest } from '../app';
import type { Request } from './types';

/** What Linkerd's policy controller makes of the objects for one port of one pod. */

const POLICIES = ['all-unauthenticated', 'all-authenticated', 'cluster-authenticated', 'cluster-unauthenticated', 'deny', 'audit'];
const PROTOCOLS = ['unknown', 'HTTP/1', 'HTTP/2', 'gRPC', 'opaque', 'TLS'];
const OPAQUE_BY_DEFAULT = '25,587,3306,4444,5432,6379,9300,11211';

/** What is known of a pod: its template, if some object of the App has it. */
export interface Pod {
  readonly enrolled: boolean;
  readonly defaultPolicy: string;
  readonly opaquePorts: string;
  readonly containers: readonly Manifest[];
}

export function podOf(objects: readonly Manifest[], to: Request['to']): Pod {
  const namespace = objects.find(o => o['kind'] === 'Namespace' && o['metadata'].name === to.namespace)?.['metadata'].annotations;
  const template = objects.filter(o => o['spec']?.template && o['metadata'].namespace === to.namespace).map(o => o['spec'].template)
    .find(t => selects({ matchLabels: t.metadata?.labels ?? {} }, to.labels));
  const pod = template?.metadata?.annotations ?? {};
  // The injector copies what the namespace says, and the pod's own word wins. What is not understood is left aside.
  const policy = pod['config.linkerd.io/default-inbound-policy'] ?? namespace?.['config.linkerd.io/default-inbound-policy'];
  if (policy !== undefined && !POLICIES.includes(policy)) throw new Error(`default policy ${policy}`);
  const inject = pod['linkerd.io/inject'] ?? (namespace ? namespace['linkerd.io/inject'] : 'enabled');
  return {
    enrolled: inject === 'enabled',
    defaultPolicy: policy ?? 'all-unauthenticated',
    opaquePorts: pod['config.linkerd.io/opaque-ports'] ?? namespace?.['config.linkerd.io/opaque-ports'] ?? OPAQUE_BY_DEFAULT,
    containers: template?.spec?.containers ?? [],
  };
}

export interface Server {
  readonly name: string;
  readonly accessPolicy: string;
  readonly protocol: string;
}

/** The Server of the port. Of several the oldest counts, which manifests do not tell, so there may be one only. */
export function serverOf(objects: readonly Manifest[], to: Request['to'], pod: Pod): Server | undefined {
  const named = (name: string) => pod.containers.flatMap(c => c['ports'] ?? []).filter((p: Manifest) => p['name'] === name).map((p: Manifest) => p['containerPort']);
  const found = objects.filter(o => o['kind'] === 'Server' && o['metadata'].namespace === to.namespace && selects(o['spec'].podSelector, to.labels)
    && (typeof o['spec'].port === 'number' ? o['spec'].port === to.port : named(o['spec'].port).includes(to.port)));
  if (found.length > 1) throw new Error(`several Servers for port ${to.port}: ${found.map(s => s['metadata'].name).join(', ')}`);
  if (found.length === 0) return undefined;
  const { metadata, spec, apiVersion } = found[0]!;
  if (apiVersion !== 'policy.linkerd.io/v1beta3' || !PROTOCOLS.includes(spec.proxyProtocol) || !POLICIES.includes(spec.accessPolicy)) throw new Error(`Server ${JSON.stringify(spec)}`);
  return { name: metadata.name, accessPolicy: spec.accessPolicy, protocol: spec.proxyProtocol };
}

/** An authorisation: all that is not undefined must hold. */
export interface Authorization {
  readonly identities?: readonly string[];
  readonly networks?: readonly { readonly cidr: string; readonly except?: readonly string[] }[];
}

/** Those that policies give for an object of a namespace; of a policy that is broken, none. */
export function authorizationsFor(objects: readonly Manifest[], namespace: string, target: { group: string; kind: string; name: string }, trustDomain: string): Authorization[] {
  if (objects.some(o => o['kind'] === 'ServerAuthorization')) throw new Error('ServerAuthorization');
  return objects.filter(o => o['kind'] === 'AuthorizationPolicy' && o['apiVersion'].startsWith('policy.linkerd.io/') && o['metadata'].namespace === namespace)
    .filter(({ spec: { targetRef: ref } }) => ref.group === target.group && ref.kind === target.kind && ref.name === target.name)
    .flatMap(({ spec }) => authorization(objects, namespace, spec.requiredAuthenticationRefs, trustDomain));
}

function authorization(objects: readonly Manifest[], namespace: string, refs: readonly Manifest[], trustDomain: string): Authorization[] {
  let result: Authorization = {};
  for (const ref of refs) {
    const object = objects.find(o => o['kind'] === ref['kind'] && o['metadata'].name === ref['name'] && o['metadata'].namespace === (ref['namespace'] ?? namespace));
    if (ref['group'] !== 'policy.linkerd.io' || !object) return [];
    if (ref['kind'] === 'MeshTLSAuthentication') {
      if (result.identities) return [];
      result = { ...result, identities: identitiesOf(object, trustDomain) };
    } else if (ref['kind'] === 'NetworkAuthentication') {
      if (result.networks) return [];
      const { networks } = object['spec'];
      // No networks would be all of them; the webhook refuses that.
      if (networks.length === 0) throw new Error('no networks');
      result = { ...result, networks };
    } else {
      return [];
    }
  }
  return [result];
}

function identitiesOf({ metadata, spec }: Manifest, trustDomain: string): string[] {
  const refs: Manifest[] = spec.identityRefs ?? [];
  if ((spec.identities === undefined) === (spec.identityRefs === undefined)) throw new Error('identities and identityRefs');
  const suffix = `serviceaccount.identity.linkerd.${trustDomain}`;
  return [...(spec.identities ?? []), ...refs.map(ref => {
    if (ref['kind'] === 'ServiceAccount') return `${ref['name']}.${ref['namespace'] ?? metadata.namespace}.${suffix}`;
    if (ref['kind'] === 'Namespace' && ref['namespace'] === undefined) return `*.${ref['name']}.${suffix}`;
    throw new Error(`identity ${JSON.stringify(ref)}`);
  })];
}

/** Routes of the Server that the index takes: in its namespace, without a port, of the kind that its protocol has. */
export function routesOf(objects: readonly Manifest[], namespace: string, server: Server): Manifest[] {
  const kind = server.protocol === 'gRPC' ? 'GRPCRoute' : ['unknown', 'HTTP/1', 'HTTP/2'].includes(server.protocol) ? 'HTTPRoute' : '';
  return objects.filter(o => o['kind'] === kind && o['metadata'].namespace === namespace && (o['spec'].parentRefs ?? []).some((ref: Manifest) =>
    ref['group'] === 'policy.linkerd.io' && ref['kind'] === 'Server' && ref['name'] === server.name && ref['port'] === undefined && ref['sectionName'] === undefined
    && (ref['namespace'] ?? namespace) === namespace));
}

export function selects(selector: Manifest | undefined, labels: Readonly<Record<string, string>>): boolean {
  if (!selector || selector['matchExpressions']) throw new Error(`selector ${JSON.stringify(selector)}`);
  return Object.entries(selector['matchLabels'] ?? {}).every(([k, v]) => labels[k] === v);
}

/** Whether a list of ports and ranges holds a port. */
export function holdsPort(list: string, port: number): boolean {
  return list.split(',').map(part => part.split('-').map(Number)).some(([from, to]) => port >= from! && port <= (to ?? from!));
}

export function inRange(cidr: string, ip: string): boolean {
  const [address, range] = [ipaddr.parse(ip), ipaddr.parseCIDR(cidr)];
  return address.kind() === range[0].kind() && address.match(range as never);
}

